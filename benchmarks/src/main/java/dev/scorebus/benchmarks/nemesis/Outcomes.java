package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.service.StreamAction;
import dev.scorebus.message.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What came of the messages of an action, as a reader of committed records sees it: its scores and its dead letters.
public final class Outcomes implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final StreamAction action;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<String, Integer> scores = new HashMap<>();
    private final Map<String, Integer> letters = new HashMap<>();
    private final NavigableSet<Long> times = new TreeSet<>();

    /// Begins at the beginning of both topics, which must be there.
    public Outcomes(Cluster cluster, StreamAction action) {
        this.action = action;
        this.consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                cluster.kafka().bootstrapServers(),
                                "isolation.level",
                                "read_committed",
                                "enable.auto.commit",
                                false,
                                "allow.auto.create.topics",
                                false),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.partitions =
                Stream.of(action.output(), Topics.deadLetters(action.name()))
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /// Reads what has been committed since the last time; how many messages were scored by now.
    public int scored() {
        drain();
        return scores.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Reads what has been committed since the last time, and holds it against what was sent.
    public Reckoning reckon(Ledger ledger) {
        drain();
        return Reckoning.of(ledger.entries(), scores, letters);
    }

    /// The longest time in which no score was written between two that were, by the broker's clock.
    public Duration longestSilence() {
        long longest = 0;
        long last = times.isEmpty() ? 0 : times.first();
        for (long time : times) {
            longest = Math.max(longest, time - last);
            last = time;
        }
        return Duration.ofMillis(longest);
    }

    private void drain() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream()
                .anyMatch(
                        partition ->
                                consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            consumer.poll(POLL).forEach(this::note);
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(action.output())) {
            scores.merge(header(record, "ce_causationid"), 1, Integer::sum);
            times.add(record.timestamp());
        } else {
            letters.merge(header(record, "ce_id"), 1, Integer::sum);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header =
                Objects.requireNonNull(
                        record.headers().lastHeader(name),
                        () -> "%s lacks the header %s".formatted(record.topic(), name));
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
