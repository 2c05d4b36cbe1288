package dev.scorebus.tracking.deadletter;

import dev.scorebus.ledger.FailureKind;
import dev.scorebus.tracking.query.Period;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Messages whose live step is DEAD.
@Component
class DeadLetterTable {
    private static final String COLUMNS =
            """
            SELECT f.action, f.consumer_group, f.topic, f.topic_id, f.partition, e.message_offset, e.event_id, e.replay,
                   e.attempt, e.kind, e.error, e.dead_letter_topic, e.at
            """;
    private static final String DEAD =
            """
              FROM message_exception e JOIN frontier f ON f.id = e.frontier_id
             WHERE e.state = 'DEAD'
               AND NOT EXISTS (SELECT FROM message_exception later
                                WHERE later.frontier_id = e.frontier_id AND later.message_offset = e.message_offset
                                  AND (later.replay, later.attempt, later.state) > (e.replay, e.attempt, e.state))
               AND (:action::text IS NULL OR f.action = :action)
            """;
    private static final String CHOSEN =
            """
               AND e.at >= :since AND e.at < :until AND (:kind::text IS NULL OR e.kind = :kind)
            """;
    private static final String LIST =
            COLUMNS
                    + DEAD
                    + CHOSEN
                    + """
                     ORDER BY e.id DESC
                     LIMIT :limit
                    """;
    private static final String FIND =
            COLUMNS
                    + DEAD
                    + """
                       AND f.topic = :topic AND f.partition = :partition AND e.message_offset = :offset
                     ORDER BY e.id
                    """;
    private static final String LOCK =
            """
            SELECT id FROM frontier WHERE action = :action ORDER BY id FOR UPDATE
            """;
    private static final String DISCARD =
            """
            INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, error, event_id, who, at)
            SELECT e.frontier_id, e.message_offset, e.replay, e.attempt, 'DISCARDED', :reason, e.event_id, :who, :at
            """;
    private static final String DISCARD_CHOSEN = DISCARD + DEAD + CHOSEN;
    private static final String DISCARD_NAMED =
            DISCARD
                    + DEAD
                    + """
                       AND EXISTS (SELECT FROM unnest(:topics::text[], :topicIds::text[], :partitions::integer[],
                                                      :offsets::bigint[]) AS m (topic, topic_id, partition, message_offset)
                                    WHERE m.topic = f.topic AND (m.topic_id IS NULL OR m.topic_id = f.topic_id::text)
                                      AND m.partition = f.partition AND m.message_offset = e.message_offset)
                    """;

    private final JdbcClient jdbc;

    DeadLetterTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What is written beside each message that is given up.
    record Note(String reason, @Nullable String who, Instant at) {}

    /// The newest dead letters of the time.
    List<DeadLetter> list(
            @Nullable String action, @Nullable FailureKind kind, Period period, int limit) {
        return jdbc.sql(LIST)
                .param("action", action)
                .param("kind", kind == null ? null : kind.name())
                .param("since", period.start())
                .param("until", period.end())
                .param("limit", limit)
                .query(DeadLetterTable::letter)
                .list();
    }

    /// The dead letters of the message at a place: one per action, and per topic that has had this name; the newest last.
    List<DeadLetter> find(String topic, int partition, long offset, @Nullable String action) {
        return jdbc.sql(FIND)
                .param("topic", topic)
                .param("partition", partition)
                .param("offset", offset)
                .param("action", action)
                .query(DeadLetterTable::letter)
                .list();
    }

    /// Locks the frontiers of an action, so that until the end of the transaction nobody else tells a step of its messages;
    /// whether it has any.
    boolean lock(String action) {
        return !jdbc.sql(LOCK).param("action", action).query(Integer.class).list().isEmpty();
    }

    /// Gives up what is dead now, in the order of the frontiers' lock; how many.
    int discard(String action, @Nullable FailureKind kind, Period period, Note note) {
        return jdbc.sql(DISCARD_CHOSEN)
                .param("action", action)
                .param("kind", kind == null ? null : kind.name())
                .param("since", period.start())
                .param("until", period.end())
                .param("reason", text(note.reason()))
                .param("who", text(note.who()))
                .param("at", note.at().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Gives up those of the messages that are dead now; how many.
    int discard(String action, List<Discard.Place> messages, Note note) {
        return jdbc.sql(DISCARD_NAMED)
                .param("action", action)
                .param("topics", messages.stream().map(Discard.Place::topic).toArray(String[]::new))
                .param(
                        "topicIds",
                        messages.stream()
                                .map(
                                        place ->
                                                place.topicId() == null
                                                        ? null
                                                        : place.topicId().toString())
                                .toArray(String[]::new))
                .param("partitions", messages.stream().mapToInt(Discard.Place::partition).toArray())
                .param("offsets", messages.stream().mapToLong(Discard.Place::offset).toArray())
                .param("reason", text(note.reason()))
                .param("who", text(note.who()))
                .param("at", note.at().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// PostgreSQL's text cannot hold the character U+0000, which a JSON string can.
    private static @Nullable String text(@Nullable String text) {
        return text == null ? null : text.replace('\u0000', '\uFFFD');
    }

    private static DeadLetter letter(ResultSet row, int number) throws SQLException {
        return new DeadLetter(
                row.getString("action"),
                row.getString("consumer_group"),
                row.getString("topic"),
                row.getObject("topic_id", UUID.class),
                row.getInt("partition"),
                row.getLong("message_offset"),
                row.getString("event_id"),
                row.getInt("replay"),
                row.getInt("attempt"),
                row.getString("kind"),
                row.getString("error"),
                row.getString("dead_letter_topic"),
                row.getObject("at", OffsetDateTime.class).toInstant());
    }
}
