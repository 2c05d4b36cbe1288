package dev.scorebus.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/// Topics of the test platform, made, written and read by hand.
public final class TestTopics {
    private static final Duration POLL = Duration.ofMillis(100);

    private final TestPlatform platform;

    TestTopics(TestPlatform platform) {
        this.platform = platform;
    }

    /// Makes a topic with the broker's default settings.
    public void create(String topic, int partitions) {
        create(topic, partitions, Map.of());
    }

    /// Makes a topic.
    ///
    /// @param settings such as `cleanup.policy` = `compact`
    public void create(String topic, int partitions, Map<String, String> settings) {
        try (Admin admin = platform.admin()) {
            NewTopic made =
                    new NewTopic(topic, Optional.of(partitions), Optional.empty())
                            .configs(settings);
            await(admin.createTopics(List.of(made)).all());
        }
    }

    /// Writes one record and waits until the broker has it.
    public RecordMetadata send(String topic, @Nullable String key, @Nullable String value) {
        return send(new ProducerRecord<>(topic, bytes(key), bytes(value)));
    }

    /// Writes one record and waits until the broker has it.
    public RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        return send(List.of(record)).getFirst();
    }

    /// Writes records in this order and waits until the broker has them all.
    public List<RecordMetadata> send(List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
            producer.flush();
            return sent.stream().map(TestTopics::await).toList();
        }
    }

    /// Every committed record of a topic at this moment, partition by partition, in the order of its offsets. Records of
    /// a transaction that is still open, and all that follow it, are not among them.
    public List<ConsumerRecord<String, String>> readAll(String topic) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // A fetch that waits at the end of a partition holds up the next one's, and the close.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                            .toList();
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                records.addAll(readAll(consumer, partition));
            }
            return records;
        }
    }

    /// The values of [#readAll].
    public List<@Nullable String> readValues(String topic) {
        List<@Nullable String> values = new ArrayList<>();
        readAll(topic).forEach(record -> values.add(record.value()));
        return values;
    }

    /// A producer of bytes with `acks=all`; the caller closes it.
    ///
    /// @param settings added to, or put over, the default ones
    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers());
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.putAll(settings);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// A `read_committed` consumer of bytes that reads from the beginning and commits by hand; the caller closes it.
    ///
    /// @param settings added to, or put over, the default ones
    public KafkaConsumer<byte[], byte[]> consumer(String group, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>();
        all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers());
        all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.putAll(settings);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<ConsumerRecord<String, String>> readAll(
            KafkaConsumer<String, String> consumer, TopicPartition partition) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).records(partition).stream()
                    .filter(record -> record.offset() < end)
                    .forEach(records::add);
        }
        return records;
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
