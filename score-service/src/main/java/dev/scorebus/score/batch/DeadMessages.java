package dev.scorebus.score.batch;

import dev.scorebus.message.DeadLetterHeaders;
import dev.scorebus.score.batch.LedgerClient.Claimed;
import dev.scorebus.score.kafka.TopicKeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/// Finds what was in messages that died: in their source, where it is kept and is still the same topic, or else in the dead letter
/// that was written when they died.
final class DeadMessages implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// How far the time of a dead letter lies from that of the death in the ledger, at most.
    private static final Duration AROUND = Duration.ofMinutes(10);

    /// A gap that is read over rather than jumped.
    private static final int NEAR = 500;

    private static final String NO_PAYLOAD = "the payload stays where it was, it does not fit here";

    private final Consumer<byte[], byte[]> consumer;
    private final TopicKeeper keeper;

    /// @param consumer without a group; it is closed with this
    DeadMessages(Consumer<byte[], byte[]> consumer, TopicKeeper keeper) {
        this.consumer = consumer;
        this.keeper = keeper;
    }

    /// The messages that can be found, as they were where they were first read.
    Map<Claimed, ConsumerRecord<byte[], byte[]>> find(List<Claimed> claims) {
        Map<Claimed, ConsumerRecord<byte[], byte[]>> found = new LinkedHashMap<>();
        Map<String, Optional<UUID>> topicIds = new HashMap<>();
        Map<TopicPartition, NavigableMap<Long, List<Claimed>>> wanted = new LinkedHashMap<>();
        for (Claimed claim : claims) {
            Optional<UUID> id = topicIds.computeIfAbsent(claim.topic(), this::topicId);
            if (id.isPresent() && id.get().equals(claim.topicId())) {
                wanted.computeIfAbsent(
                                new TopicPartition(claim.topic(), claim.partition()),
                                _ -> new TreeMap<>())
                        .computeIfAbsent(claim.offset(), _ -> new ArrayList<>())
                        .add(claim);
            }
        }
        wanted.forEach((partition, offsets) -> readSource(partition, offsets, found));
        Map<String, List<Claimed>> missing = new LinkedHashMap<>();
        for (Claimed claim : claims) {
            if (!found.containsKey(claim) && claim.deadLetterTopic() != null) {
                missing.computeIfAbsent(claim.deadLetterTopic(), _ -> new ArrayList<>()).add(claim);
            }
        }
        missing.forEach((topic, left) -> readCopies(topic, left, found));
        return found;
    }

    private Optional<UUID> topicId(String topic) {
        if (!topic.matches("[a-zA-Z0-9._-]{1,249}")) {
            return Optional.empty();
        }
        return keeper.describe(topic)
                .map(
                        description -> {
                            Uuid id = description.topicId();
                            return new UUID(
                                    id.getMostSignificantBits(), id.getLeastSignificantBits());
                        });
    }

    private void readSource(
            TopicPartition partition,
            NavigableMap<Long, List<Claimed>> wanted,
            Map<Claimed, ConsumerRecord<byte[], byte[]>> found) {
        consumer.assign(List.of(partition));
        long start = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        Long next = wanted.ceilingKey(start);
        long position = -1;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (next != null && next < end) {
            if (position < 0 || next - position > NEAR) {
                consumer.seek(partition, next);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                for (Claimed claim : wanted.getOrDefault(record.offset(), List.of())) {
                    found.put(claim, record);
                }
            }
            long reached = consumer.position(partition);
            deadline = moved(reached > position, deadline, partition);
            position = reached;
            next = wanted.ceilingKey(Math.max(next, position));
        }
    }

    /// What does not come although it is there is an outage, and no reason to give a message up.
    private static long moved(boolean moved, long deadline, TopicPartition partition) {
        long now = System.nanoTime();
        if (moved) {
            return now + PATIENCE.toNanos();
        }
        if (now > deadline) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "%s could not be read for %s".formatted(partition, PATIENCE));
        }
        return deadline;
    }

    private record Place(String topic, int partition, long offset) {}

    private record Copy(Instant at, ConsumerRecord<byte[], byte[]> message) {}

    private void readCopies(
            String topic,
            List<Claimed> claims,
            Map<Claimed, ConsumerRecord<byte[], byte[]>> found) {
        int partitions = keeper.describe(topic).map(known -> known.partitions().size()).orElse(0);
        Map<Place, List<Copy>> copies = new HashMap<>();
        for (Claimed claim : claims) {
            copies.put(
                    new Place(claim.topic(), claim.partition(), claim.offset()), new ArrayList<>());
        }
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (Claimed claim : claims) {
            first = claim.diedAt().isBefore(first) ? claim.diedAt() : first;
            last = claim.diedAt().isAfter(last) ? claim.diedAt() : last;
        }
        for (int i = 0; i < partitions; i++) {
            readCopies(
                    new TopicPartition(topic, i), first.minus(AROUND), last.plus(AROUND), copies);
        }
        for (Claimed claim : claims) {
            copies
                    .getOrDefault(
                            new Place(claim.topic(), claim.partition(), claim.offset()), List.of())
                    .stream()
                    .min(
                            Comparator.comparing(
                                    copy -> Duration.between(claim.diedAt(), copy.at()).abs()))
                    .ifPresent(copy -> found.put(claim, copy.message()));
        }
    }

    private void readCopies(
            TopicPartition partition, Instant from, Instant to, Map<Place, List<Copy>> copies) {
        OffsetAndTimestamp start =
                consumer.offsetsForTimes(Map.of(partition, from.toEpochMilli())).get(partition);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        if (start == null || start.offset() >= end) {
            return;
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, start.offset());
        long position = start.offset();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean within = true;
        while (within && position < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                within = record.timestamp() <= to.toEpochMilli();
                DeadLetterHeaders.read(record.headers())
                        .filter(said -> !said.message().endsWith(NO_PAYLOAD))
                        .ifPresent(said -> keep(said, record, copies));
            }
            long reached = consumer.position(partition);
            deadline = moved(reached > position, deadline, partition);
            position = reached;
        }
    }

    private static void keep(
            DeadLetterHeaders said,
            ConsumerRecord<byte[], byte[]> record,
            Map<Place, List<Copy>> copies) {
        List<Copy> kept = copies.get(new Place(said.topic(), said.partition(), said.offset()));
        if (kept != null) {
            kept.add(new Copy(Instant.ofEpochMilli(record.timestamp()), original(said, record)));
        }
    }

    /// The message as it was in its source.
    private static ConsumerRecord<byte[], byte[]> original(
            DeadLetterHeaders said, ConsumerRecord<byte[], byte[]> copy) {
        RecordHeaders headers = new RecordHeaders();
        for (Header header : copy.headers()) {
            if (!header.key().startsWith("__dlq.") && !header.key().startsWith("kafka_dlt-")) {
                headers.add(header);
            }
        }
        return new ConsumerRecord<>(
                said.topic(),
                said.partition(),
                said.offset(),
                said.timestamp(),
                TimestampType.CREATE_TIME,
                copy.serializedKeySize(),
                copy.serializedValueSize(),
                copy.key(),
                copy.value(),
                headers,
                Optional.empty());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
