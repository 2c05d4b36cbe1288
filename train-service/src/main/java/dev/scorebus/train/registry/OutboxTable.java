package dev.scorebus.train.registry;

import dev.scorebus.message.WireJson;
import dev.scorebus.model.RegistryRecord;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What the topic of models is still owed. Rows are written in the transaction that makes them true, and deleted when
/// Kafka has them; one instance at a time publishes, so that the topic keeps the order.
@Repository
class OutboxTable {
    private static final String ADD =
            "INSERT INTO registry_outbox (record) VALUES (CAST(:record AS jsonb))";
    private static final String LOCK =
            "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.registry_outbox', 0))";
    private static final String OLDEST =
            "SELECT id, record FROM registry_outbox ORDER BY id LIMIT 500";
    private static final String REMOVE = "DELETE FROM registry_outbox WHERE id IN (:ids)";

    private final JdbcClient jdbc;

    OutboxTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(RegistryRecord owed) {
        jdbc.sql(ADD)
                .param(
                        "record",
                        WireJson.mapper().writerFor(RegistryRecord.class).writeValueAsString(owed))
                .update();
    }

    /// Makes this instance the publisher until the transaction ends, unless another is.
    boolean lock() {
        return jdbc.sql(LOCK).query(Boolean.class).single();
    }

    List<Owed> oldest() {
        return jdbc.sql(OLDEST)
                .query(
                        (row, _) ->
                                new Owed(
                                        row.getLong("id"),
                                        WireJson.mapper()
                                                .readValue(
                                                        row.getString("record"),
                                                        RegistryRecord.class)))
                .list();
    }

    void remove(List<Long> ids) {
        jdbc.sql(REMOVE).param("ids", ids).update();
    }

    /// A record that is still owed.
    record Owed(long id, RegistryRecord record) {}
}
