package dev.scorebus.score.action;

import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.kafka.TopicKeeper;
import dev.scorebus.score.kafka.WholeTopic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.stereotype.Component;

/// Every change of every action, kept for ever in a topic of its own: one record each, in the transaction of the change.
@Component
final class ActionHistory {
    private final KafkaClients clients;
    private final String topic;

    ActionHistory(KafkaClients clients, Topics topics) {
        this.clients = clients;
        this.topic = topics.actionHistory();
    }

    /// Creates the topic where it is missing.
    void ensure(Admin admin) {
        new TopicKeeper(admin).ensure(topic, 1, Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
    }

    /// The changes of all actions that have had this name, the oldest first.
    List<ActionChange> of(String name) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        try (Admin admin = clients.admin()) {
            ensure(admin);
        }
        return WholeTopic.read(clients, topic).stream()
                .filter(record -> Arrays.equals(record.key(), key))
                .map(record -> WireJson.mapper().readValue(record.value(), ActionChange.class))
                .toList();
    }

    /// The record of a change.
    ProducerRecord<byte[], byte[]> record(ActionChange change) {
        return new ProducerRecord<>(
                topic,
                change.name().getBytes(StandardCharsets.UTF_8),
                WireJson.mapper().writeValueAsBytes(change));
    }
}
