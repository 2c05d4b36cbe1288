package dev.scorebus.tracking.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Messages whose live step is CLAIMED: their next life has begun, and nothing was told of it yet.
@Component
class ClaimTable {
    private static final String CLAIMED =
            """
            SELECT f.action, f.consumer_group, f.topic, f.topic_id, f.partition, e.message_offset, e.event_id, e.replay,
                   d.kind, d.error AS death, d.dead_letter_topic, d.at AS died_at, e.run_id, e.who, e.error, e.at
            """;
    private static final String CLAIM =
            """
            WITH e AS (
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, error, event_id, run_id,
                                               who, at)
                SELECT e.frontier_id, e.message_offset, e.replay + 1, 0, 'CLAIMED', :reason, e.event_id, :runId, :who, :at
            """;
    private static final String NEVER_BEFORE =
            """
               AND NOT EXISTS (SELECT FROM message_exception before
                                WHERE before.frontier_id = e.frontier_id AND before.message_offset = e.message_offset
                                  AND before.state = 'CLAIMED' AND before.run_id = :runId)
             ORDER BY e.id LIMIT :limit
            RETURNING *)
            """;
    private static final String IN_ORDER =
            " ORDER BY f.topic, f.partition, e.message_offset, f.id\n";
    private static final String OPEN =
            CLAIMED
                    + "  FROM message_exception e\n"
                    + DeadLetterTable.DEATH
                    + """
                     WHERE e.state = 'CLAIMED' AND f.action = :action AND (:runId::text IS NULL OR e.run_id = :runId)
                    """
                    + DeadLetterTable.LIVE
                    + IN_ORDER
                    + " LIMIT :limit";
    private static final String RELEASE =
            """
            INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, event_id,
                                           dead_letter_topic, run_id, who, at)
            SELECT e.frontier_id, e.message_offset, e.replay, 0, 'DEAD', d.kind, :reason, e.event_id, d.dead_letter_topic,
                   e.run_id, :who, :at
              FROM message_exception e
            """
                    + DeadLetterTable.DEATH
                    + " WHERE e.state = 'CLAIMED' AND f.action = :action AND e.run_id = :runId\n"
                    + DeadLetterTable.LIVE;

    private static final String END =
            """
            INSERT INTO ended_run (action, run_id, reason, who, at) VALUES (:action, :runId, :reason, :who, :at)
            ON CONFLICT DO NOTHING
            """;
    private static final String ENDED =
            "SELECT EXISTS (SELECT FROM ended_run WHERE action = :action AND run_id = :runId)";

    private final JdbcClient jdbc;

    ClaimTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Claims for a run the longest dead of those that are chosen, dead now, and were never claimed for it before.
    List<Claim> claim(String action, String runId, Choice choice, int limit, Note note) {
        String sql =
                CLAIM
                        + DeadLetterTable.DEAD
                        + DeadLetterTable.chosen(choice)
                        + NEVER_BEFORE
                        + CLAIMED
                        + "  FROM e\n"
                        + DeadLetterTable.DEATH
                        + IN_ORDER;
        return DeadLetterTable.choose(jdbc.sql(sql), choice)
                .param("action", action)
                .param("runId", runId)
                .param("limit", limit)
                .param("reason", note.storedReason())
                .param("who", note.storedWho())
                .param("at", note.storedAt())
                .query(ClaimTable::read)
                .list();
    }

    /// What is claimed now, for one run or for all and for replays.
    List<Claim> open(String action, @Nullable String runId, int limit) {
        return jdbc.sql(OPEN)
                .param("action", action)
                .param("runId", runId)
                .param("limit", limit)
                .query(ClaimTable::read)
                .list();
    }

    /// Notes that a run has ended.
    void end(String action, String runId, Note note) {
        jdbc.sql(END)
                .param("action", action)
                .param("runId", runId)
                .param("reason", note.storedReason())
                .param("who", note.storedWho())
                .param("at", note.storedAt())
                .update();
    }

    /// Whether a run has ended.
    boolean hasEnded(String action, String runId) {
        return jdbc.sql(ENDED)
                .param("action", action)
                .param("runId", runId)
                .query(Boolean.class)
                .single();
    }

    /// Makes dead again what a run holds; how many.
    int release(String action, String runId, Note note) {
        return jdbc.sql(RELEASE)
                .param("action", action)
                .param("runId", runId)
                .param("reason", note.storedReason())
                .param("who", note.storedWho())
                .param("at", note.storedAt())
                .update();
    }

    private static Claim read(ResultSet row, int number) throws SQLException {
        return new Claim(
                row.getString("action"),
                row.getString("consumer_group"),
                row.getString("topic"),
                row.getObject("topic_id", UUID.class),
                row.getInt("partition"),
                row.getLong("message_offset"),
                row.getInt("replay"),
                row.getString("event_id"),
                row.getString("kind"),
                row.getString("death"),
                row.getString("dead_letter_topic"),
                row.getObject("died_at", OffsetDateTime.class).toInstant(),
                row.getString("run_id"),
                row.getString("who"),
                row.getString("error"),
                row.getObject("at", OffsetDateTime.class).toInstant());
    }
}
