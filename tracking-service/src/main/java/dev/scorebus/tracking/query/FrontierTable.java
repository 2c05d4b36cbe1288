package dev.scorebus.tracking.query;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Where each consumer group stands in each partition, as the ledger has it.
@Component
class FrontierTable {
    private static final String LIST =
            """
            SELECT f.consumer_group, f.action, f.topic, f.topic_id, f.partition, f.origin, f.next_offset,
                   (SELECT count(*) FROM parked_event p
                     WHERE p.consumer_group = f.consumer_group AND p.topic_id = f.topic_id
                       AND p.partition = f.partition) AS parked
              FROM frontier f
             ORDER BY f.action, f.topic, f.partition, f.id
            """;

    private final JdbcClient jdbc;

    FrontierTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A frontier.
    ///
    /// @param parked how many of its events wait for one that is missing
    record Row(
            String group,
            String action,
            String topic,
            UUID topicId,
            int partition,
            long origin,
            long next,
            long parked) {}

    List<Row> list() {
        return jdbc.sql(LIST)
                .query(
                        (row, _) ->
                                new Row(
                                        row.getString("consumer_group"),
                                        row.getString("action"),
                                        row.getString("topic"),
                                        row.getObject("topic_id", UUID.class),
                                        row.getInt("partition"),
                                        row.getLong("origin"),
                                        row.getLong("next_offset"),
                                        row.getLong("parked")))
                .list();
    }
}
