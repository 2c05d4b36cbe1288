package dev.scorebus.tracking.query;

import dev.scorebus.message.MessageId;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The ids of messages that did not simply succeed; they are indexed exactly.
@Component
class ExceptionIdTable {
    private static final String FIND =
            """
            SELECT DISTINCT f.topic_id, f.partition, e.message_offset
              FROM message_exception e JOIN frontier f ON f.id = e.frontier_id
             WHERE e.event_id = :id
             LIMIT :limit
            """;

    private final JdbcClient jdbc;

    ExceptionIdTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<MessageId> find(String eventId, int limit) {
        return jdbc.sql(FIND)
                .param("id", eventId.replace('\u0000', '\uFFFD'))
                .param("limit", limit)
                .query(
                        (row, _) ->
                                new MessageId(
                                        row.getObject("topic_id", UUID.class),
                                        row.getInt("partition"),
                                        row.getLong("message_offset")))
                .list();
    }
}
