package dev.scorebus.tracking.deadletter;

import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/// Where a record lies.
///
/// @param topicId a topic that is deleted and made again has another
record Location(String topic, UUID topicId, int partition, long offset) {
    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }
}
