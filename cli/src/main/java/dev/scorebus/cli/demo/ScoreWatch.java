package dev.scorebus.cli.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Reads the topic of scores as any `read_committed` consumer does, from where it ends now, and checks off the messages that
/// should be scored: each once.
final class ScoreWatch implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Position, PullRequest> expected = new HashMap<>();
    private final Map<Position, Integer> seen = new HashMap<>();

    ScoreWatch(String bootstrap) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        settings.put("max.poll.records", "5000");
        consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                IntStream.range(0, consumer.partitionsFor(DemoTopics.SCORES).size())
                        .mapToObj(partition -> new TopicPartition(DemoTopics.SCORES, partition))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /// A message that should be scored once.
    void expect(Position position, PullRequest request) {
        expected.put(position, request);
    }

    /// Takes what has arrived.
    ///
    /// @param show gets each score with the request it is of, when that is one of ours
    void poll(Duration patience, BiConsumer<PullRequest, byte[]> show) {
        for (ConsumerRecord<byte[], byte[]> score : consumer.poll(patience)) {
            @Nullable Header id = score.headers().lastHeader("ce_id");
            if (id == null) {
                continue;
            }
            Position position = Position.ofScoreId(new String(id.value(), StandardCharsets.UTF_8));
            seen.merge(position, 1, Integer::sum);
            PullRequest request = expected.get(position);
            if (request != null) {
                show.accept(request, score.value());
            }
        }
    }

    /// How many of the expected messages have a score.
    long scored() {
        return seen.keySet().stream().filter(expected::containsKey).count();
    }

    boolean isComplete() {
        return seen.size() >= expected.size() && scored() == expected.size();
    }

    /// One expected message that has a score: one to tell the story of.
    @Nullable Position any() {
        return expected.keySet().stream().filter(seen::containsKey).findFirst().orElse(null);
    }

    /// The request of a message that was expected.
    @Nullable PullRequest request(Position position) {
        return expected.get(position);
    }

    /// What is wrong: messages without a score, and messages with more than one.
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        expected.keySet().stream()
                .filter(position -> !seen.containsKey(position))
                .forEach(position -> faults.add("no score for " + position));
        seen.forEach(
                (position, count) -> {
                    if (count > 1) {
                        faults.add("%d scores for %s".formatted(count, position));
                    }
                });
        return faults;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
