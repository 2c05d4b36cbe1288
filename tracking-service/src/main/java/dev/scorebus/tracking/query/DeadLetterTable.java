package dev.scorebus.tracking.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.ledger.FailureKind;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Messages whose live disposition is DEAD.
@Component
class DeadLetterTable {
    private static final String LIST =
            """
            SELECT f.action, f.topic, f.topic_id, f.partition, e.message_offset, e.event_id, e.attempt, e.kind, e.error,
                   e.dead_letter_topic, e.at
              FROM message_exception e JOIN frontier f ON f.id = e.frontier_id
             WHERE e.state = 'DEAD' AND e.at >= :since AND e.at < :until
               AND (:action::text IS NULL OR f.action = :action)
               AND (:kind::text IS NULL OR e.kind = :kind)
               AND NOT EXISTS (SELECT FROM message_exception later
                                WHERE later.frontier_id = e.frontier_id
                                  AND later.message_offset = e.message_offset AND later.id > e.id)
             ORDER BY e.id DESC
             LIMIT :limit
            """;

    private final JdbcClient jdbc;

    DeadLetterTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A message that failed for good.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeadLetter(
            String action,
            String topic,
            UUID topicId,
            int partition,
            long offset,
            @Nullable String eventId,
            int attempt,
            String kind,
            String error,
            @Nullable String deadLetterTopic,
            Instant at) {}

    /// The newest dead letters of the time.
    List<DeadLetter> list(
            @Nullable String action, @Nullable FailureKind kind, Period period, int limit) {
        return jdbc.sql(LIST)
                .param("action", action)
                .param("kind", kind == null ? null : kind.name())
                .param("since", period.start())
                .param("until", period.end())
                .param("limit", limit)
                .query(
                        (row, _) ->
                                new DeadLetter(
                                        row.getString("action"),
                                        row.getString("topic"),
                                        row.getObject("topic_id", UUID.class),
                                        row.getInt("partition"),
                                        row.getLong("message_offset"),
                                        row.getString("event_id"),
                                        row.getInt("attempt"),
                                        row.getString("kind"),
                                        row.getString("error"),
                                        row.getString("dead_letter_topic"),
                                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
