package dev.scorebus.score.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Looks topics up and creates those that are missing. Each call waits for the brokers, half a minute unless told otherwise.
public final class TopicKeeper {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final long LOOKS = PATIENCE.dividedBy(BETWEEN_LOOKS);

    private final Admin admin;
    private final Duration patience;
    private final Pause pause = new Pause();

    /// A keeper that speaks through `admin`, which stays the caller's to close.
    public TopicKeeper(Admin admin) {
        this(admin, PATIENCE);
    }

    /// The same with another patience.
    public TopicKeeper(Admin admin, Duration patience) {
        this.admin = admin;
        this.patience = patience;
    }

    /// The topic as the brokers describe it, if there is one.
    public Optional<TopicDescription> describe(String topic) {
        try {
            return Optional.of(
                    await(asked(admin.describeTopics(List.of(topic)).topicNameValues(), topic)));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    /// Makes sure that a topic exists.
    ///
    /// @param topic its name
    /// @param partitions how many partitions it gets when it is created; one that exists is left as it is
    /// @param settings its settings when it is created
    public TopicDescription ensure(String topic, int partitions, Map<String, String> settings) {
        Optional<TopicDescription> there = describe(topic);
        if (there.isPresent()) {
            return there.get();
        }
        NewTopic wanted =
                new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(settings);
        try {
            await(admin.createTopics(List.of(wanted)).all());
        } catch (TopicExistsException e) {
            return created(topic);
        }
        return created(topic);
    }

    /// Gives a topic more partitions.
    public void enlarge(String topic, int partitions) {
        await(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
    }

    /// The ends of partitions, with what is not committed there, or never will be.
    public Map<TopicPartition, Long> highWatermarks(Set<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        await(admin.listOffsets(latest).all())
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /// How many bytes a batch of records in this topic may have.
    public int maxMessageBytes(String topic) {
        return setting(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    }

    /// How many replicas must be in sync for this topic to take writes.
    public int minInSyncReplicas(String topic) {
        return setting(topic, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    }

    private int setting(String topic, String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Integer.parseInt(
                await(asked(admin.describeConfigs(List.of(resource)).values(), resource))
                        .get(name)
                        .value());
    }

    /// Settings of a topic whose newest record per key counts.
    public static Map<String, String> compacted() {
        Map<String, String> settings = new HashMap<>();
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        return settings;
    }

    private TopicDescription created(String topic) {
        for (int look = 0; look < LOOKS; look++) {
            Optional<TopicDescription> description = describe(topic);
            if (description.isPresent()) {
                return description.get();
            }
            pause.rest(BETWEEN_LOOKS);
        }
        throw new KafkaException("Topic '%s' was created but is not visible yet".formatted(topic));
    }

    private static <K, T> KafkaFuture<T> asked(Map<K, KafkaFuture<T>> answers, K question) {
        return Objects.requireNonNull(answers.get(question), "the client answers what it is asked");
    }

    private <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "it was asked for %d s".formatted(patience.toSeconds()), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
