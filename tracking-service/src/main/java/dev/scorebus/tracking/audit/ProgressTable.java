package dev.scorebus.tracking.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How far the fold is at this moment.
@Component
class ProgressTable {
    private static final String FRONTIERS =
            "SELECT consumer_group, topic_id, partition, next_offset FROM frontier";
    private static final String POSITIONS =
            "SELECT partition, next_offset FROM tracking_position WHERE topic_id = :topicId";

    private final JdbcClient jdbc;

    ProgressTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What names a frontier.
    record FrontierKey(String group, UUID topicId, int partition) {}

    Map<FrontierKey, Long> frontiers() {
        Map<FrontierKey, Long> frontiers = new HashMap<>();
        jdbc.sql(FRONTIERS)
                .query(
                        row -> {
                            frontiers.put(
                                    new FrontierKey(
                                            row.getString("consumer_group"),
                                            row.getObject("topic_id", UUID.class),
                                            row.getInt("partition")),
                                    row.getLong("next_offset"));
                        });
        return frontiers;
    }

    /// The positions in the tracking topic, by partition.
    Map<Integer, Long> positions(UUID topicId) {
        Map<Integer, Long> positions = new HashMap<>();
        jdbc.sql(POSITIONS)
                .param("topicId", topicId)
                .query(
                        row -> {
                            positions.put(row.getInt("partition"), row.getLong("next_offset"));
                        });
        return positions;
    }
}
