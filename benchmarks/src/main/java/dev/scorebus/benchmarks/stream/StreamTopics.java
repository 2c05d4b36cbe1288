package dev.scorebus.benchmarks.stream;

import dev.scorebus.benchmarks.model.PullRequestEvents;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.benchmarks.nemesis.BrittleTrees;
import dev.scorebus.benchmarks.service.BenchPlatform;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Fills the topic that is scored, and times the topic of scores by the broker's clock.
final class StreamTopics {
    /// How many partitions the topics have.
    static final int PARTITIONS = 6;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private StreamTopics() {}

    /// A producer as a careful person would tune it: batches of 128 KB, lz4, no lingering.
    static KafkaProducer<byte[], byte[]> transactional(String servers, String id) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "transactional.id",
                        id,
                        "batch.size",
                        128 * 1024,
                        "linger.ms",
                        0,
                        "compression.type",
                        "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /// Writes `count` CloudEvents in binary mode into a new topic.
    ///
    /// @param failingEvery each so-manieth of them fails however often it is tried; 0 for none
    @SuppressWarnings(
            "FutureReturnValueIgnored") // one that is missing is missed when the scores are counted
    static void fill(
            BenchPlatform platform, String topic, PullRequestRows data, int count, int failingEvery)
            throws InterruptedException {
        platform.createTopic(topic, PARTITIONS);
        try (KafkaProducer<byte[], byte[]> producer =
                platform.producer(
                        Map.of(
                                "compression.type",
                                "lz4",
                                "batch.size",
                                128 * 1024,
                                "linger.ms",
                                5))) {
            for (int i = 0; i < count; i++) {
                int row = data.rows().size() - 1 - i % (data.rows().size() / 5);
                String json = data.json(row);
                if (failingEvery > 0 && i % failingEvery == 0) {
                    json = "{%s, %s".formatted(BrittleTrees.mark("fails"), json.substring(1));
                }
                producer.send(PullRequestEvents.event(topic, i % PARTITIONS, "bench-" + i, json));
            }
        }
    }

    /// Waits until a reader of committed records has seen `count` records, and tells how many came per second, from the append of
    /// the first to the append of the last.
    static double rate(String servers, String topic, int count) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                servers,
                                "isolation.level",
                                "read_committed",
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                false,
                                "max.poll.records",
                                5_000),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    java.util.stream.IntStream.range(0, PARTITIONS)
                            .mapToObj(partition -> new TopicPartition(topic, partition))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long end = System.nanoTime() + PATIENCE.toNanos();
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            int seen = 0;
            while (seen < count) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            "%s has %d of %d scores after %s"
                                    .formatted(topic, seen, count, PATIENCE));
                }
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(500))) {
                    first = Math.min(first, record.timestamp());
                    last = Math.max(last, record.timestamp());
                    seen++;
                }
            }
            return count * 1000.0 / Math.max(1, last - first);
        }
    }
}
