package dev.scorebus.tracking.source;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.stereotype.Component;

/// What the broker says of topics and of consumer groups.
@Component
public class SourceTopics {
    /// Names that Kafka takes. The rows of a data set lie in no topic, and the broker refuses to look for one of their name.
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private final Broker broker;

    SourceTopics(Broker broker) {
        this.broker = broker;
    }

    /// A topic as it is now.
    ///
    /// @param id a topic that is deleted and made again has another
    /// @param compacted whether the broker removes records that a later one of the same key replaces
    public record Topic(String name, UUID id, int partitions, boolean compacted) {}

    /// The topic of this name, if there is one.
    public Optional<Topic> find(String name) {
        return describe(Set.of(name)).values().stream().findFirst();
    }

    /// Those of the topics that exist, by name.
    public Map<String, Topic> describe(Collection<String> names) {
        List<String> legal = names.stream().filter(name -> NAME.matcher(name).matches()).toList();
        Map<String, KafkaFuture<TopicDescription>> replies =
                broker.admin().describeTopics(legal).topicNameValues();
        Map<String, Topic> topics = new HashMap<>();
        for (KafkaFuture<TopicDescription> reply : replies.values()) {
            known(reply).flatMap(this::topic).ifPresent(topic -> topics.put(topic.name(), topic));
        }
        return topics;
    }

    /// The ids of those of the topics that exist, by name.
    public Map<String, UUID> ids(Collection<String> names) {
        List<String> legal = names.stream().filter(name -> NAME.matcher(name).matches()).toList();
        Map<String, UUID> ids = new HashMap<>();
        broker.admin()
                .describeTopics(legal)
                .topicNameValues()
                .values()
                .forEach(
                        reply ->
                                known(reply)
                                        .ifPresent(
                                                topic ->
                                                        ids.put(
                                                                topic.name(),
                                                                uuid(topic.topicId()))));
        return ids;
    }

    private Optional<Topic> topic(TopicDescription description) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, description.name());
        KafkaFuture<Map<ConfigResource, Config>> reply =
                broker.admin().describeConfigs(List.of(resource)).all();
        return known(reply)
                .map(configs -> configs.get(resource))
                .map(config -> config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value())
                .map(
                        policy ->
                                new Topic(
                                        description.name(),
                                        uuid(description.topicId()),
                                        description.partitions().size(),
                                        policy.contains("compact")));
    }

    /// The first offset that each partition still holds.
    public Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED);
    }

    /// The offset behind the last one that a `read_committed` reader may see of each partition.
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    /// The first offset of each partition whose record has this time or a later one; -1 where there is none.
    public Map<TopicPartition, Long> offsetsAt(
            Collection<TopicPartition> partitions, Instant time) {
        return offsets(
                partitions,
                OffsetSpec.forTimestamp(time.toEpochMilli()),
                IsolationLevel.READ_COMMITTED);
    }

    /// Where each partition of a topic ends, with what is not committed yet.
    public Map<TopicPartition, Long> highWatermarks(Topic topic) {
        return highWatermarks(
                IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                        .toList());
    }

    /// Where each partition ends, with what is not committed yet.
    public Map<TopicPartition, Long> highWatermarks(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /// What a consumer group has committed; empty for a group that does not exist.
    public Map<TopicPartition, Long> committed(String group) {
        Optional<Map<TopicPartition, OffsetAndMetadata>> reply =
                known(
                        broker.admin()
                                .listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> committed = new HashMap<>();
        reply.ifPresent(
                offsets ->
                        offsets.forEach(
                                (partition, offset) -> {
                                    if (offset != null) {
                                        committed.put(partition, offset.offset());
                                    }
                                }));
        return committed;
    }

    /// What a group has committed for a partition; a transaction that is under way over it is waited for.
    public Optional<Long> stableOffset(String group, TopicPartition partition) {
        return known(
                        broker.admin()
                                .listConsumerGroupOffsets(
                                        group,
                                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                                .partitionsToOffsetAndMetadata())
                .map(offsets -> offsets.get(partition))
                .map(OffsetAndMetadata::offset);
    }

    /// Ends what a producer of this transactional id has under way, and lets it write no more until it begins anew.
    public void fence(String transactionalId) {
        broker.await(broker.admin().fenceProducers(List.of(transactionalId)).all());
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, OffsetSpec> question =
                partitions.stream()
                        .collect(Collectors.toMap(partition -> partition, _ -> spec, (a, _) -> a));
        Map<TopicPartition, ListOffsetsResultInfo> reply =
                broker.await(
                        broker.admin()
                                .listOffsets(question, new ListOffsetsOptions(isolation))
                                .all());
        return reply.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    /// The reply, or nothing when what was asked for does not exist.
    private <T> Optional<T> known(KafkaFuture<T> reply) {
        try {
            return Optional.of(broker.await(reply));
        } catch (BrokerException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static UUID uuid(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
