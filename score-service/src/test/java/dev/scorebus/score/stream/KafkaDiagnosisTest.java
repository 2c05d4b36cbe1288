package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a cluster of three brokers may say of a topic; the cluster of tests has one.
class KafkaDiagnosisTest {
    private static final Node FIRST = new Node(1, "broker-1", 9092);

    private static TopicDescription topic(@Nullable Node leader, int replicas, int inSync) {
        TopicPartitionInfo whole =
                new TopicPartitionInfo(0, FIRST, nodes(replicas), nodes(replicas));
        TopicPartitionInfo other =
                new TopicPartitionInfo(1, leader, nodes(replicas), nodes(inSync));
        return new TopicDescription("scores", false, List.of(whole, other));
    }

    private static List<Node> nodes(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(id -> new Node(id, "broker-" + id, 9092))
                .toList();
    }

    @Test
    void aTopicWithEnoughReplicasInSyncHasNoObstacle() {
        assertThat(KafkaDiagnosis.obstacle(topic(FIRST, 3, 2), 2)).isEmpty();
        assertThat(KafkaDiagnosis.obstacle(topic(FIRST, 1, 1), 2))
                .as("Kafka asks for no more than there are")
                .isEmpty();
    }

    @Test
    void tooFewReplicasInSyncAreNamedWithTheirPartitionAndTheSetting() {
        assertThat(KafkaDiagnosis.obstacle(topic(FIRST, 3, 1), 2))
                .contains(
                        "topic 'scores' takes no writes: its min.insync.replicas is 2, and of the 3 replicas of partition 1 there are 1 in sync");
    }

    @Test
    void aPartitionWithoutALeaderIsNamed() {
        String why =
                "partition 1 of topic 'scores' has no leader: its brokers are away, or their disks are full or broken";
        assertThat(KafkaDiagnosis.obstacle(topic(null, 3, 0), 2)).contains(why);
        assertThat(KafkaDiagnosis.obstacle(topic(Node.noNode(), 3, 0), 2)).contains(why);
    }
}
