package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent.Frontier;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Where each consumer group stands in each partition.
@Component
class FrontierTable {
    private static final String LOCK =
            """
            SELECT id, consumer_group, topic_id, partition, origin, next_offset,
                   told_topic_id, told_partition, told_offset
              FROM frontier
             WHERE (consumer_group, topic_id, partition) IN (:keys)
             ORDER BY id
               FOR UPDATE
            """;
    private static final String OPEN =
            """
            INSERT INTO frontier (consumer_group, action, topic, topic_id, partition, origin, next_offset,
                                  told_topic_id, told_partition, told_offset)
            VALUES (:group, :action, :topic, :topicId, :partition, :origin, :origin,
                    :toldTopicId, :toldPartition, :toldOffset)
            ON CONFLICT DO NOTHING
            RETURNING id
            """;
    private static final String ADVANCE =
            """
            UPDATE frontier
               SET next_offset = :to, told_topic_id = :toldTopicId, told_partition = :toldPartition,
                   told_offset = :toldOffset
             WHERE id = :id AND next_offset = :from
               AND (told_topic_id, told_partition, told_offset) = (:fromTopicId, :fromPartition, :fromOffset)
            """;

    private final JdbcClient jdbc;

    FrontierTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A frontier that the ledger holds.
    record Row(Key key, int id, FrontierState.Tracked state) {}

    /// What names a frontier.
    record Key(String group, UUID topicId, int partition) {
        static Key of(Frontier frontier) {
            return new Key(
                    Columns.text(frontier.group()), frontier.topicId(), frontier.partition());
        }

        Object[] columns() {
            return new Object[] {group, topicId, partition};
        }
    }

    /// Those of the frontiers that exist, locked to the end of the transaction.
    Map<Key, Row> lock(Collection<Key> keys) {
        List<Object[]> tuples = keys.stream().map(Key::columns).toList();
        Map<Key, Row> rows = new HashMap<>();
        for (Row row : jdbc.sql(LOCK).param("keys", tuples).query(FrontierTable::row).list()) {
            rows.put(row.key(), row);
        }
        return rows;
    }

    /// Makes a frontier; its id, or empty when another transaction made it meanwhile.
    Optional<Integer> open(Frontier frontier, FrontierState.Tracked state) {
        return jdbc.sql(OPEN)
                .param("group", Columns.text(frontier.group()))
                .param("action", Columns.text(frontier.action()))
                .param("topic", Columns.text(frontier.topic()))
                .param("topicId", frontier.topicId())
                .param("partition", frontier.partition())
                .param("origin", state.origin())
                .param("toldTopicId", state.told().topicId())
                .param("toldPartition", state.told().partition())
                .param("toldOffset", state.told().offset())
                .query(Integer.class)
                .optional();
    }

    /// Moves a frontier by compare-and-set; whether it stood where it was found.
    boolean advance(int id, FrontierState.Tracked from, FrontierState.Tracked to) {
        return jdbc.sql(ADVANCE)
                        .param("id", id)
                        .param("from", from.next())
                        .param("fromTopicId", from.told().topicId())
                        .param("fromPartition", from.told().partition())
                        .param("fromOffset", from.told().offset())
                        .param("to", to.next())
                        .param("toldTopicId", to.told().topicId())
                        .param("toldPartition", to.told().partition())
                        .param("toldOffset", to.told().offset())
                        .update()
                == 1;
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        Key key =
                new Key(
                        row.getString("consumer_group"),
                        row.getObject("topic_id", UUID.class),
                        row.getInt("partition"));
        Told told =
                new Told(
                        row.getObject("told_topic_id", UUID.class),
                        row.getInt("told_partition"),
                        row.getLong("told_offset"));
        return new Row(
                key,
                row.getInt("id"),
                new FrontierState.Tracked(row.getLong("origin"), row.getLong("next_offset"), told));
    }
}
