package dev.scorebus.score.stream;

import org.apache.kafka.common.KafkaException;

/// Kafka takes nothing now, and what it needs is known. Nothing was committed, no attempt is used; it is tried again.
final class KafkaTrouble extends KafkaException {
    /// @param words for whoever runs Kafka
    KafkaTrouble(String words, KafkaException cause) {
        super(words, cause);
    }

    /// What is wrong, for whoever runs Kafka.
    String words() {
        return String.valueOf(getMessage());
    }
}
