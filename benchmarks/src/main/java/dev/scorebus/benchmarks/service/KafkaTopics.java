package dev.scorebus.benchmarks.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Topics of a broker, made and written by hand.
///
/// @param bootstrapServers where the broker is
public record KafkaTopics(String bootstrapServers) {
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
        } catch (ExecutionException e) {
            throw new IllegalStateException("Topic %s could not be made".formatted(name), e);
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
