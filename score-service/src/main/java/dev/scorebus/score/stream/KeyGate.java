package dev.scorebus.score.stream;

import dev.scorebus.message.Attempt;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.kafka.TopicKeeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// With ordering `key`: lets partitions be read only while it is known who waits in the partition of the retry topic with their
/// number. That is read from the retry topic itself, from where its processing stands: what is there to be processed is what
/// waits. And where very many wait, no more are added before some are through.
final class KeyGate {
    /// So many may wait in a partition before its source is not read on.
    static final int MOST = 100_000;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KeyLines lines;
    private final Consumer<byte[], byte[]> consumer;
    private final RetryLog log;
    private final String retryTopic;
    private Set<TopicPartition> shut = Set.of();

    KeyGate(KeyLines lines, Consumer<byte[], byte[]> consumer, RetryLog log, String retryTopic) {
        this.lines = lines;
        this.consumer = consumer;
        this.log = log;
        this.retryTopic = retryTopic;
    }

    /// Reads a retry topic aside from its group.
    ///
    /// @param readers make consumers without a group
    record RetryLog(
            Supplier<Consumer<byte[], byte[]>> readers, TopicKeeper keeper, InstantSource clock) {}

    /// Finds out who waits, and goes on with the partitions of which that is known now.
    ///
    /// @param positions where each partition stands that is this instance's
    void open(Map<TopicPartition, Long> positions) {
        if (!lines.kept()) {
            return;
        }
        learn(positions);
        Set<TopicPartition> closed =
                positions.keySet().stream().filter(this::mustWait).collect(Collectors.toSet());
        Set<TopicPartition> opened = new HashSet<>(shut);
        opened.removeAll(closed);
        opened.retainAll(positions.keySet());
        consumer.resume(opened);
        shut = closed;
    }

    /// Before a poll: keeps the others from being read.
    void shut() {
        consumer.pause(shut);
    }

    /// A partition is read from now on from somewhere, or is someone else's.
    void forget(TopicPartition partition) {
        if (isRetry(partition)) {
            lines.forget(partition.partition());
        }
    }

    private boolean isRetry(TopicPartition partition) {
        return partition.topic().equals(retryTopic);
    }

    private boolean mustWait(TopicPartition partition) {
        int number = partition.partition();
        return !lines.knows(number) || (!isRetry(partition) && lines.waiting(number) >= MOST);
    }

    private void learn(Map<TopicPartition, Long> positions) {
        Map<TopicPartition, Long> unknown = new HashMap<>();
        positions.forEach(
                (partition, position) -> {
                    if (isRetry(partition) && !lines.knows(partition.partition())) {
                        unknown.put(partition, position);
                    } else if (!lines.knows(partition.partition())) {
                        checkNumber(partition.partition());
                    }
                });
        if (!unknown.isEmpty()) {
            read(unknown);
        }
    }

    /// The source may have been given more partitions while it was read.
    private void checkNumber(int number) {
        int partitions = consumer.partitionsFor(retryTopic).size();
        if (number >= partitions) {
            throw new StreamFault(
                    State.WAITING,
                    "topic '%s' has %d partitions, and a source has more; it is given as many"
                            .formatted(retryTopic, partitions));
        }
    }

    /// Whoever had the partition before may have written to it in the transaction that moved its offset, and the brokers may know
    /// the offset to be committed before the records are. So all that was written by then must be decided before it is read.
    private void read(Map<TopicPartition, Long> unknown) {
        Map<TopicPartition, Long> written = log.keeper().highWatermarks(unknown.keySet());
        try (Consumer<byte[], byte[]> reader = log.readers().get()) {
            Map<TopicPartition, Long> ends = reader.endOffsets(unknown.keySet());
            Set<TopicPartition> decided = new HashSet<>(unknown.keySet());
            decided.removeIf(
                    partition ->
                            ends.getOrDefault(partition, 0L)
                                    < written.getOrDefault(partition, Long.MAX_VALUE));
            reader.assign(decided);
            for (TopicPartition partition : decided) {
                reader.seek(partition, unknown.getOrDefault(partition, 0L));
                lines.enter(partition.partition());
            }
            Instant patience = log.clock().instant().plus(PATIENCE);
            while (decided.stream()
                    .anyMatch(one -> reader.position(one) < ends.getOrDefault(one, 0L))) {
                boolean any = false;
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                    enter(record);
                    any = true;
                }
                Instant now = log.clock().instant();
                patience = any ? now.plus(PATIENCE) : patience;
                if (now.isAfter(patience)) {
                    throw new TimeoutException(
                            "Topic '%s' cannot be read to its end".formatted(retryTopic));
                }
            }
        }
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        Attempt attempt = Attempt.read(record.headers()).orElse(null);
        KeyLines.@Nullable Line line =
                attempt == null ? null : lines.line(record.key(), attempt, record.partition());
        if (attempt != null && line != null) {
            lines.enter(line, attempt.message().offset());
        }
    }
}
