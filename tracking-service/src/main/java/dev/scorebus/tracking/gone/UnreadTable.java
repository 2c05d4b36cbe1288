package dev.scorebus.tracking.gone;

import dev.scorebus.ledger.TrackingEvent.Frontier;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How far the topics were seen to go on behind the frontiers. Only those of actions: a batch run says itself how far it reads.
@Component
class UnreadTable {
    private static final String SOURCES =
            """
            SELECT f.id, f.consumer_group, f.action, f.topic, f.topic_id, f.partition, f.next_offset,
                   t.end_offset, t.seen_at, t.empty_to,
                   EXISTS (SELECT FROM frontier later
                            WHERE later.consumer_group = f.consumer_group AND later.topic = f.topic
                              AND later.partition = f.partition AND later.id > f.id) AS followed,
                   EXISTS (SELECT FROM parked_event p
                            WHERE p.consumer_group = f.consumer_group AND p.topic_id = f.topic_id
                              AND p.partition = f.partition) AS parked
              FROM frontier f
              LEFT JOIN unread_tail t ON t.frontier_id = f.id
             WHERE f.consumer_group = :prefix || '.' || f.action
             ORDER BY f.id
            """;
    private static final String SAW =
            """
            INSERT INTO unread_tail AS t (frontier_id, end_offset, seen_at) VALUES (?, ?, ?)
            ON CONFLICT (frontier_id) DO UPDATE SET end_offset = excluded.end_offset, seen_at = excluded.seen_at
             WHERE t.end_offset < excluded.end_offset
            """;
    private static final String EMPTY =
            "UPDATE unread_tail SET empty_to = ? WHERE frontier_id = ? AND empty_to < ?";
    private static final String FORGET = "DELETE FROM unread_tail WHERE frontier_id = ?";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    UnreadTable(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /// A partition that an action reads or has read.
    ///
    /// @param id the frontier's number
    /// @param next everything before it is accounted for
    /// @param followed whether the group has begun another topic of that name since: then it tells nothing of this one any more
    /// @param parked whether events of it wait for one that is missing, or contradict it
    /// @param tail what was seen behind the frontier, if anything was
    record Source(
            int id,
            Frontier frontier,
            long next,
            boolean followed,
            boolean parked,
            @Nullable Tail tail) {
        /// Up to where there is no message that is not accounted for.
        long read() {
            return tail == null ? next : Math.max(next, tail.emptyTo());
        }

        /// Whether something was seen that is not accounted for, and may have been messages.
        boolean isUnread() {
            return tail != null && tail.end() > read();
        }
    }

    /// What was seen behind a frontier.
    ///
    /// @param end behind the last offset
    /// @param seenAt when the topic was first seen to reach so far
    /// @param emptyTo up to here there is no message behind the frontier
    record Tail(long end, Instant seenAt, long emptyTo) {}

    /// The partitions that actions read or have read, whether their topics are still there or not.
    ///
    /// @param prefix of the consumer groups
    List<Source> sources(String prefix) {
        return jdbc.sql(SOURCES).param("prefix", prefix).query(UnreadTable::source).list();
    }

    /// Notes how far the topics of frontiers go, where that is farther than before.
    void saw(Map<Integer, Long> ends, Instant at) {
        batches.batchUpdate(
                SAW,
                ends.entrySet().stream()
                        .map(
                                end ->
                                        new Object[] {
                                            end.getKey(),
                                            end.getValue(),
                                            at.atOffset(ZoneOffset.UTC)
                                        })
                        .toList());
    }

    /// Notes up to where there is no message behind frontiers.
    void empty(Map<Integer, Long> upTo) {
        batches.batchUpdate(
                EMPTY,
                upTo.entrySet().stream()
                        .map(to -> new Object[] {to.getValue(), to.getKey(), to.getValue()})
                        .toList());
    }

    /// Nothing is left to tell of these.
    void forget(Collection<Source> sources) {
        batches.batchUpdate(
                FORGET, sources.stream().map(source -> new Object[] {source.id()}).toList());
    }

    private static Source source(ResultSet row, int number) throws SQLException {
        Long end = row.getObject("end_offset", Long.class);
        Tail tail =
                end == null
                        ? null
                        : new Tail(
                                end,
                                row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                                row.getLong("empty_to"));
        return new Source(
                row.getInt("id"),
                new Frontier(
                        row.getString("consumer_group"),
                        row.getString("action"),
                        row.getString("topic"),
                        row.getObject("topic_id", UUID.class),
                        row.getInt("partition")),
                row.getLong("next_offset"),
                row.getBoolean("followed"),
                row.getBoolean("parked"),
                tail);
    }
}
