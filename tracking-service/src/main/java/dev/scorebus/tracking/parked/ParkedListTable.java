package dev.scorebus.tracking.parked;

import dev.scorebus.tracking.parked.ParkedEvent.Note;
import dev.scorebus.tracking.parked.ParkedEvent.Place;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Parked and accepted records, as people look at them.
@Component
class ParkedListTable {
    private static final String COLUMNS =
            """
            SELECT p.told_topic_id, p.told_partition, p.told_offset, p.why, p.detail, p.consumer_group, f.topic, p.topic_id,
                   p.partition, p.lo, p.record_value, p.parked_at,
            """;
    private static final String FRONTIER =
            """
              LEFT JOIN frontier f ON f.consumer_group = p.consumer_group AND f.topic_id = p.topic_id
                                  AND f.partition = p.partition
             ORDER BY p.parked_at, p.told_topic_id, p.told_partition, p.told_offset
             LIMIT :limit
            """;
    private static final String PARKED =
            COLUMNS
                    + " NULL::text AS who, NULL::text AS reason, NULL::timestamptz AS accepted_at FROM parked_event p "
                    + FRONTIER;
    private static final String ACCEPTED =
            COLUMNS + " p.who, p.reason, p.accepted_at FROM accepted_event p " + FRONTIER;
    private static final String COUNTS =
            "SELECT why, count(*) AS count FROM parked_event GROUP BY why";

    private final JdbcClient jdbc;

    ParkedListTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What is parked now, the oldest first.
    List<ParkedEvent> parked(int limit) {
        return jdbc.sql(PARKED).param("limit", limit).query(ParkedListTable::event).list();
    }

    /// What was accepted, in the order it was parked.
    List<ParkedEvent> accepted(int limit) {
        return jdbc.sql(ACCEPTED).param("limit", limit).query(ParkedListTable::event).list();
    }

    /// How many are parked, by why.
    Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        jdbc.sql(COUNTS)
                .query(
                        row -> {
                            counts.put(row.getString("why"), row.getLong("count"));
                        });
        return counts;
    }

    private static ParkedEvent event(ResultSet row, int number) throws SQLException {
        byte[] value = row.getBytes("record_value");
        OffsetDateTime accepted = row.getObject("accepted_at", OffsetDateTime.class);
        return new ParkedEvent(
                new Place(
                        row.getObject("told_topic_id", UUID.class),
                        row.getInt("told_partition"),
                        row.getLong("told_offset")),
                row.getString("why"),
                row.getString("detail"),
                row.getString("consumer_group"),
                row.getString("topic"),
                row.getObject("topic_id", UUID.class),
                row.getObject("partition", Integer.class),
                row.getObject("lo", Long.class),
                value == null ? null : new String(value, StandardCharsets.UTF_8),
                row.getObject("parked_at", OffsetDateTime.class).toInstant(),
                accepted == null ? null : note(row, accepted.toInstant()));
    }

    private static Note note(ResultSet row, Instant at) throws SQLException {
        return new Note(row.getString("who"), row.getString("reason"), at);
    }
}
