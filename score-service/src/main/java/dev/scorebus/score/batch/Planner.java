package dev.scorebus.score.batch;

import dev.scorebus.batch.BatchPlan;
import dev.scorebus.batch.Source.Bound;
import dev.scorebus.batch.Source.TopicRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Finds out what a range of a topic is in offsets.
final class Planner {
    private final Consumer<byte[], byte[]> consumer;

    Planner(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /// The offsets of a range as they are now.
    ///
    /// @throws RunFailure when the range names what is not there
    BatchPlan plan(TopicRange range, UUID topicId, int partitions) {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new TopicPartition(range.name(), i));
        }
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        Map<TopicPartition, Long> from = bound("from", range.from(), starts, starts, ends);
        Map<TopicPartition, Long> to = bound("to", range.to(), ends, starts, ends);
        List<BatchPlan.Range> ranges = new ArrayList<>();
        for (TopicPartition partition : all) {
            long lo = from.getOrDefault(partition, 0L);
            long hi = to.getOrDefault(partition, 0L);
            if (lo > hi && range.to() != null && range.to().offsets() != null) {
                throw new RunFailure(
                        "partition %d: from is offset %d, and to is %d"
                                .formatted(partition.partition(), lo, hi));
            }
            ranges.add(new BatchPlan.Range(partition.partition(), Math.min(lo, hi), hi));
        }
        return new BatchPlan(range.name(), topicId, ranges);
    }

    private Map<TopicPartition, Long> bound(
            String which,
            @Nullable Bound bound,
            Map<TopicPartition, Long> otherwise,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends) {
        if (bound == null) {
            return otherwise;
        }
        Map<TopicPartition, Long> found = new HashMap<>(otherwise);
        Instant time = bound.time();
        if (time != null) {
            found.putAll(at(time, ends));
            return found;
        }
        Map<Integer, Long> offsets = new TreeMap<>();
        if (bound.offsets() != null) {
            offsets.putAll(bound.offsets());
        }
        offsets.forEach(
                (number, offset) -> {
                    TopicPartition partition =
                            starts.keySet().stream()
                                    .filter(known -> known.partition() == number)
                                    .findFirst()
                                    .orElseThrow(
                                            () ->
                                                    new RunFailure(
                                                            "%s names partition %d, and the topic has %d partitions"
                                                                    .formatted(
                                                                            which,
                                                                            number,
                                                                            starts.size())));
                    long start = starts.getOrDefault(partition, 0L);
                    long end = ends.getOrDefault(partition, 0L);
                    if (offset < start || offset > end) {
                        throw new RunFailure(
                                "%s of partition %d is offset %d; there are %d to %d"
                                        .formatted(which, number, offset, start, end));
                    }
                    found.put(partition, offset);
                });
        return found;
    }

    private Map<TopicPartition, Long> at(Instant time, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> wanted = new HashMap<>();
        ends.keySet().forEach(partition -> wanted.put(partition, time.toEpochMilli()));
        Map<TopicPartition, Long> found = new HashMap<>(ends);
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> one :
                consumer.offsetsForTimes(wanted).entrySet()) {
            if (one.getValue() != null) {
                found.merge(one.getKey(), one.getValue().offset(), Math::min);
            }
        }
        return found;
    }
}
