package dev.scorebus.cli.topic;

import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// The topics of a Kafka cluster.
public final class KafkaTopics implements AutoCloseable {
    private static final String PATIENCE_MILLIS = "10000";

    private final String bootstrap;
    private final Admin admin;

    /// Those of the cluster at this address.
    public KafkaTopics(String bootstrap) {
        this.bootstrap = bootstrap;
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("default.api.timeout.ms", PATIENCE_MILLIS);
        settings.put("request.timeout.ms", "5000");
        try {
            admin = Admin.create(settings);
        } catch (ConfigException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "'%s' is no address of Kafka brokers".formatted(bootstrap), e);
        } catch (org.apache.kafka.common.KafkaException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "'%s' is no address of Kafka brokers: %s".formatted(bootstrap, reason(e)),
                    e);
        }
    }

    /// A topic.
    ///
    /// @param offsets how many offsets its partitions hold now, transaction markers among them
    public record Topic(String name, int partitions, long offsets) {}

    /// Makes a topic.
    ///
    /// @param settings its settings, such as `retention.ms`
    /// @return whether it is new; one that exists stays as it is
    public boolean create(String name, int partitions, Map<String, String> settings) {
        NewTopic wanted = new NewTopic(name, Optional.of(partitions), Optional.empty());
        wanted.configs(settings);
        try {
            admin.createTopics(List.of(wanted)).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw failure("The topic %s cannot be made".formatted(name), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// How many partitions a topic has; nothing when there is no such topic.
    public Optional<Integer> partitions(String name) {
        try {
            return Optional.ofNullable(
                            admin.describeTopics(List.of(name)).allTopicNames().get().get(name))
                    .map(topic -> topic.partitions().size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw failure("The topic %s cannot be looked up".formatted(name), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// All topics but Kafka's own, by name.
    List<Topic> list() {
        try {
            Map<String, TopicDescription> described =
                    new TreeMap<>(
                            admin.describeTopics(admin.listTopics().names().get())
                                    .allTopicNames()
                                    .get());
            Map<String, Long> held = held(described);
            List<Topic> topics = new ArrayList<>();
            described.forEach(
                    (name, topic) ->
                            topics.add(
                                    new Topic(
                                            name,
                                            topic.partitions().size(),
                                            held.getOrDefault(name, 0L))));
            return topics;
        } catch (ExecutionException e) {
            throw failure("The topics cannot be listed", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Map<String, Long> held(Map<String, TopicDescription> topics)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        topics.forEach(
                (name, topic) ->
                        topic.partitions()
                                .forEach(
                                        partition -> {
                                            TopicPartition at =
                                                    new TopicPartition(name, partition.partition());
                                            earliest.put(at, OffsetSpec.earliest());
                                            latest.put(at, OffsetSpec.latest());
                                        }));
        KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> begin =
                admin.listOffsets(earliest).all();
        Map<String, Long> held = new HashMap<>();
        admin.listOffsets(latest)
                .all()
                .get()
                .forEach((at, end) -> held.merge(at.topic(), end.offset(), Long::sum));
        begin.get().forEach((at, start) -> held.merge(at.topic(), -start.offset(), Long::sum));
        return held;
    }

    private CommandFailure failure(String what, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof TimeoutException
                ? new CommandFailure(
                        ExitCode.NOT_RUNNING,
                        "Kafka does not answer at %s. `./scorebus up` starts one, --kafka names another."
                                .formatted(bootstrap),
                        e)
                : new CommandFailure(ExitCode.NO, "%s: %s".formatted(what, reason(cause)), e);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static CommandFailure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CommandFailure(ExitCode.NO, "Interrupted.", e);
    }

    @Override
    public void close() {
        admin.close();
    }
}
