package dev.scorebus.cli.demo;

import dev.scorebus.cli.topic.KafkaTopics;
import java.util.List;
import java.util.Map;

/// The topics of the demo.
final class DemoTopics {
    static final String REQUESTS = "pull-requests";
    static final String SCORES = "merge-time-scores";
    static final String OWN = "own-pull-requests";
    static final int PARTITIONS = 6;

    private DemoTopics() {}

    /// Makes those that are missing. What is in them is kept for good: the events are years old, and a replay is not.
    static void make(String bootstrap) {
        try (KafkaTopics topics = new KafkaTopics(bootstrap)) {
            for (String topic : List.of(REQUESTS, SCORES, OWN)) {
                boolean _ = topics.create(topic, PARTITIONS, Map.of("retention.ms", "-1"));
            }
        }
    }
}
