package dev.scorebus.tracking.fold;

import dev.scorebus.tracking.edge.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Parked records that someone has accepted.
@Component
class AcceptedTable {
    private static final String MOVE =
            """
            WITH gone AS (DELETE FROM parked_event
                           WHERE told_topic_id = :topicId AND told_partition = :partition AND told_offset = :offset
                          RETURNING *)
            INSERT INTO accepted_event SELECT gone.*, :who, :reason, :at FROM gone
            """;

    private final JdbcClient jdbc;

    AcceptedTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Moves a record here from the parked ones; whether it was there.
    boolean move(Told told, Signature signature, Instant at) {
        return jdbc.sql(MOVE)
                        .param("topicId", told.topicId())
                        .param("partition", told.partition())
                        .param("offset", told.offset())
                        .param("who", signature.who())
                        .param("reason", signature.reason())
                        .param("at", at.atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }
}
