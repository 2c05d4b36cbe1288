package dev.scorebus.score.stream;

import dev.scorebus.score.kafka.TopicKeeper;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;

/// Finds out what keeps Kafka from taking what an action writes. A producer only says that time is up.
///
/// @param topics what a transaction of the action may write to
record KafkaDiagnosis(TopicKeeper keeper, List<String> topics) {
    KafkaDiagnosis {
        topics = List.copyOf(topics);
    }

    /// The failure in words for whoever runs Kafka, or as it is when there is no more to say.
    KafkaException explained(KafkaException failure) {
        if (isForTime(failure)) {
            Optional<String> obstacle = obstacle();
            if (obstacle.isPresent()) {
                return new KafkaTrouble(obstacle.get(), failure);
            }
        }
        return failure instanceof WriteRefusedException
                ? new KafkaTrouble(String.valueOf(failure.getMessage()), failure)
                : failure;
    }

    private static boolean isForTime(KafkaException failure) {
        return failure instanceof TimeoutException
                || failure.getCause() instanceof TimeoutException;
    }

    private Optional<String> obstacle() {
        try {
            return topics.stream()
                    .flatMap(topic -> keeper.describe(topic).stream())
                    .flatMap(topic -> obstacle(topic).stream())
                    .findFirst();
        } catch (TimeoutException e) {
            return Optional.of("no broker of Kafka answers: " + e.getMessage());
        }
    }

    private Optional<String> obstacle(TopicDescription topic) {
        return obstacle(topic, keeper.minInSyncReplicas(topic.name()));
    }

    /// Why a topic takes no writes, if it does not.
    ///
    /// @param least its `min.insync.replicas`; a partition that has fewer replicas needs all of those
    static Optional<String> obstacle(TopicDescription topic, int least) {
        for (TopicPartitionInfo partition : topic.partitions()) {
            if (partition.leader() == null || partition.leader().isEmpty()) {
                return Optional.of(
                        "partition %d of topic '%s' has no leader: its brokers are away, or their disks are full or broken"
                                .formatted(partition.partition(), topic.name()));
            }
            int inSync = partition.isr().size();
            if (inSync < Math.min(least, partition.replicas().size())) {
                return Optional.of(
                        "topic '%s' takes no writes: its min.insync.replicas is %d, and of the %d replicas of partition %d there are %d in sync"
                                .formatted(
                                        topic.name(),
                                        least,
                                        partition.replicas().size(),
                                        partition.partition(),
                                        inSync));
            }
        }
        return Optional.empty();
    }
}
