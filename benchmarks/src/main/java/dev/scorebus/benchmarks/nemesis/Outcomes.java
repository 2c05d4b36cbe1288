package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.service.StreamAction;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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

/// What came of the messages of an action, as a reader of committed records sees it: its scores, its retries and its dead letters.
public final class Outcomes implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final StreamAction action;
    private final boolean charges;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Found found = new Found(new HashMap<>(), new HashMap<>(), new HashMap<>());
    private final NavigableSet<Long> times = new TreeSet<>();

    /// What was found of messages, by their ids.
    ///
    /// @param scores how often each was scored
    /// @param retries the numbers of the attempts that each waited for
    /// @param letters after how many attempts each became a dead letter, once for each letter
    record Found(
            Map<String, Integer> scores,
            Map<String, List<Integer>> retries,
            Map<String, List<Integer>> letters) {}

    /// Begins at the beginning of the three topics, which must be there. Each message is charged with its own failures only.
    public Outcomes(Cluster cluster, StreamAction action) {
        this(cluster, action, false);
    }

    /// Begins at the beginning of the three topics, which must be there.
    ///
    /// @param charges as in [Science#charges]
    Outcomes(Cluster cluster, StreamAction action, boolean charges) {
        this.action = action;
        this.charges = charges;
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
                Stream.of(
                                action.output(),
                                Topics.retry(action.name()),
                                Topics.deadLetters(action.name()))
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /// Reads what has been committed since the last time; how many messages were scored by now.
    public int scored() {
        drain();
        return found.scores().values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Reads what has been committed since the last time, and holds it against what was sent.
    public Reckoning reckon(Ledger ledger) {
        drain();
        return Reckoning.of(ledger.entries(), found, charges);
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
            found.scores().merge(header(record, "ce_causationid"), 1, Integer::sum);
            times.add(record.timestamp());
        } else if (record.topic().equals(Topics.retry(action.name()))) {
            int attempt = Attempt.read(record.headers()).orElseThrow().number();
            found.retries()
                    .computeIfAbsent(header(record, "ce_id"), _ -> new ArrayList<>())
                    .add(attempt);
        } else {
            found.letters()
                    .computeIfAbsent(header(record, "ce_id"), _ -> new ArrayList<>())
                    .add(Integer.parseInt(header(record, "__dlq.errors.delivery.count")));
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
