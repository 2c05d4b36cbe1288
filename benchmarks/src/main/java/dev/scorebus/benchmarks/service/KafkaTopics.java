package dev.scorebus.benchmarks.service;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Topics of a broker, made and written by hand.
///
/// @param bootstrapServers where the broker is
public record KafkaTopics(String bootstrapServers) {
    private static final Patience READY = new Patience(Duration.ofSeconds(30));

    /// Makes a topic whose records carry the broker's time.
    public void create(String name, int partitions) throws InterruptedException {
        create(name, partitions, Map.of("message.timestamp.type", "LogAppendTime"));
    }

    /// Makes a topic.
    ///
    /// @param settings such as `cleanup.policy` = `compact`
    public void create(String name, int partitions, Map<String, String> settings)
            throws InterruptedException {
        NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(settings);
        try (Admin admin = admin()) {
            admin.createTopics(List.of(topic)).all().get();
            awaitLeaders(admin, name, partitions);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Topic %s could not be made".formatted(name), e);
        }
    }

    /// A leader that is not ready refuses a producer's first batch and may take its second, which comes later; the first is out of
    /// order ever after, and is sent again until its time is over.
    private static void awaitLeaders(Admin admin, String name, int partitions) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
        }
        READY.until("the partitions of %s are led".formatted(name), () -> areLed(admin, ends));
    }

    private static boolean areLed(Admin admin, Map<TopicPartition, OffsetSpec> ends) {
        try {
            return admin.listOffsets(ends).all().get().size() == ends.size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                return false;
            }
            throw new IllegalStateException("The new topic cannot be looked at", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a new topic was looked at", e);
        }
    }

    /// Whether the broker answers, and soon.
    public boolean answers() {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "request.timeout.ms",
                        2_000,
                        "default.api.timeout.ms",
                        2_000);
        try (Admin admin = Admin.create(settings)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the broker was looked at", e);
        }
    }

    /// A client that asks and orders; the caller closes it.
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /// A producer of bytes; the caller closes it.
    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", bootstrapServers);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
