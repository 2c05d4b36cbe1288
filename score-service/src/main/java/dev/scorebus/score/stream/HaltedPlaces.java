package dev.scorebus.score.stream;

import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.kafka.TopicKeeper;
import dev.scorebus.score.stream.Mark.Said;
import dev.scorebus.score.stream.Mark.Why;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Where partitions of a group are halted, as the group's offsets say it: any instance can tell, not only the one that has them.
final class HaltedPlaces {
    private final KafkaClients clients;
    private final String group;

    HaltedPlaces(KafkaClients clients, String group) {
        this.clients = clients;
        this.group = group;
    }

    /// Where a partition is halted.
    ///
    /// @param offset what is committed
    /// @param told the offset up to which everything is accounted for
    record Place(UUID topicId, long offset, Why why, long told, Placement.Log log) {}

    /// Where a partition is halted, if it is.
    Optional<Place> find(TopicPartition partition) {
        try (Admin admin = clients.admin();
                Consumer<byte[], byte[]> consumer = clients.consumer(StreamClients.asking(group))) {
            Optional<UUID> topicId =
                    new TopicKeeper(admin)
                            .describe(partition.topic())
                            .filter(topic -> partition.partition() < topic.partitions().size())
                            .map(topic -> TopicIds.uuid(topic.topicId()));
            if (topicId.isEmpty()) {
                return Optional.empty();
            }
            Map<TopicPartition, OffsetAndMetadata> committed =
                    consumer.committed(Set.of(partition));
            OffsetAndMetadata next = committed.get(partition);
            if (next == null) {
                return Optional.empty();
            }
            List<TopicPartition> one = List.of(partition);
            Placement.Log log =
                    new Placement.Log(
                            consumer.beginningOffsets(one).getOrDefault(partition, 0L),
                            consumer.endOffsets(one).getOrDefault(partition, 0L));
            return Mark.read(next.metadata())
                    .filter(mark -> mark.topicId().equals(topicId.get()))
                    .map(Mark::said)
                    .filter(Said.Halted.class::isInstance)
                    .map(Said.Halted.class::cast)
                    .map(
                            said ->
                                    new Place(
                                            topicId.get(),
                                            next.offset(),
                                            said.why(),
                                            said.told(),
                                            log));
        }
    }
}
