package dev.scorebus.tracking.fold;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How far each partition of the tracking topic has been folded.
@Component
class PositionTable {
    private static final String FIND =
            """
            SELECT next_offset FROM tracking_position WHERE topic_id = :topicId AND partition = :partition
            """;
    private static final String BEGIN =
            """
            INSERT INTO tracking_position (topic_id, partition, next_offset)
            VALUES (:topicId, :partition, :offset)
            ON CONFLICT DO NOTHING
            """;
    private static final String LOCK =
            """
            SELECT next_offset FROM tracking_position
             WHERE topic_id = :topicId AND partition = :partition
               FOR UPDATE SKIP LOCKED
            """;
    private static final String MOVE =
            """
            UPDATE tracking_position SET next_offset = :to
             WHERE topic_id = :topicId AND partition = :partition AND next_offset = :from
            """;

    private final JdbcClient jdbc;

    PositionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Long> find(UUID topicId, int partition) {
        return jdbc.sql(FIND)
                .param("topicId", topicId)
                .param("partition", partition)
                .query(Long.class)
                .optional();
    }

    /// Sets the position where there is none yet.
    void begin(UUID topicId, int partition, long offset) {
        jdbc.sql(BEGIN)
                .param("topicId", topicId)
                .param("partition", partition)
                .param("offset", offset)
                .update();
    }

    /// The position, locked to the end of the transaction; empty while another replica holds it.
    Optional<Long> lock(UUID topicId, int partition) {
        return jdbc.sql(LOCK)
                .param("topicId", topicId)
                .param("partition", partition)
                .query(Long.class)
                .optional();
    }

    /// Moves the position; whether it stood at `from`.
    boolean move(UUID topicId, int partition, long from, long to) {
        return jdbc.sql(MOVE)
                        .param("topicId", topicId)
                        .param("partition", partition)
                        .param("from", from)
                        .param("to", to)
                        .update()
                == 1;
    }
}
