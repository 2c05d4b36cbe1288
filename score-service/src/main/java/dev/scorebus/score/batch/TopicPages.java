package dev.scorebus.score.batch;

import dev.scorebus.batch.BatchPlan;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.message.Attempt;
import dev.scorebus.score.sink.Source;
import dev.scorebus.score.stream.PageScorer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/// The pages of a range of a topic. It has a consumer group and frontiers of its own, so that the stream of the action knows
/// nothing of it.
final class TopicPages implements PageSource {
    private static final Duration POLL = Duration.ofMillis(200);

    private final BatchPlan plan;
    private final String action;
    private final String group;
    private final String instance;
    private final Consumer<byte[], byte[]> consumer;
    private final InstantSource clock;
    private final Map<TopicPartition, Long> ends = new TreeMap<>(TopicPages::inOrder);
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, String> committers = new HashMap<>();
    private RunCounts counts = RunCounts.NONE;

    /// @param consumer of the run's group; it is closed with the pages
    TopicPages(
            BatchPlan plan,
            String action,
            String group,
            String instance,
            Consumer<byte[], byte[]> consumer,
            InstantSource clock) {
        this.plan = plan;
        this.action = action;
        this.group = group;
        this.instance = instance;
        this.consumer = consumer;
        this.clock = clock;
        for (BatchPlan.Range range : plan.ranges()) {
            ends.put(new TopicPartition(plan.topic(), range.partition()), range.to());
        }
    }

    private static int inOrder(TopicPartition a, TopicPartition b) {
        return Integer.compare(a.partition(), b.partition());
    }

    @Override
    public ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    @Override
    public Optional<Read> open() {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(ends.keySet());
        committed.values().removeIf(offset -> offset == null);
        counts = RunCounts.newest(committed.values());
        List<TrackingEvent> origins = new ArrayList<>();
        Map<TopicPartition, Long> fresh = new HashMap<>();
        for (BatchPlan.Range range : plan.ranges()) {
            TopicPartition partition = new TopicPartition(plan.topic(), range.partition());
            OffsetAndMetadata known = committed.get(partition);
            if (known == null) {
                fresh.put(partition, range.from());
                origins.add(
                        new TrackingEvent.Origin(
                                frontier(partition), range.from(), instance, clock.instant()));
            }
            positions.put(partition, known == null ? range.from() : known.offset());
            String by = RunCounts.by(known);
            if (by != null) {
                committers.put(partition, by);
            }
        }
        assign();
        return fresh.isEmpty()
                ? Optional.empty()
                : Optional.of(new Read(nothing(), origins, fresh, 0, 0));
    }

    private void assign() {
        List<TopicPartition> unread =
                ends.keySet().stream().filter(partition -> left(partition) > 0).toList();
        consumer.assign(unread);
        unread.forEach(partition -> consumer.seek(partition, position(partition)));
    }

    @Override
    public RunCounts counts() {
        return counts;
    }

    @Override
    public Optional<Read> next(int most) {
        Set<TopicPartition> reading = consumer.assignment();
        if (reading.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(consumer.poll(POLL), reading));
        } catch (OffsetOutOfRangeException e) {
            return Optional.of(lost(e.partitions()));
        }
    }

    private Read read(ConsumerRecords<byte[], byte[]> polled, Set<TopicPartition> reading) {
        List<PageScorer.Item> items = new ArrayList<>();
        List<PageScorer.Stretch> stretches = new ArrayList<>();
        Map<TopicPartition, Long> next = new HashMap<>();
        for (TopicPartition partition : reading) {
            long end = end(partition);
            long lo = position(partition);
            for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                if (record.offset() < end) {
                    Attempt first = Attempt.first(record, plan.topicId());
                    items.add(new PageScorer.Item(record, first, group, null));
                }
            }
            long hi = Math.min(end, consumer.position(partition));
            if (hi > lo) {
                stretches.add(new PageScorer.Stretch(frontier(partition), lo, hi));
                next.put(partition, hi);
            }
        }
        return new Read(new PageScorer.Page(items, stretches), List.of(), next, items.size(), 0);
    }

    /// What retention took before it could be read is said, and passed.
    private Read lost(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        List<TrackingEvent> said = new ArrayList<>();
        Map<TopicPartition, Long> next = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long lo = position(partition);
            long start = starts.getOrDefault(partition, 0L);
            if (start <= lo) {
                throw new RunFailure(
                        "the log of %s was cut: offset %d, where the run stands, is not there any more"
                                .formatted(partition, lo));
            }
            long hi = Math.min(start, end(partition));
            said.add(
                    new TrackingEvent.Lost(
                            frontier(partition),
                            lo,
                            hi,
                            "retention took them before the batch run read them",
                            instance,
                            clock.instant()));
            next.put(partition, hi);
        }
        return new Read(nothing(), said, next, 0, 0);
    }

    @Override
    public void committed(Read read, String by) {
        positions.putAll(read.next());
        read.next().keySet().forEach(partition -> committers.put(partition, by));
        boolean passed =
                read.page().read().isEmpty()
                        || read.next().keySet().stream()
                                .anyMatch(partition -> left(partition) == 0);
        if (passed) {
            assign();
        }
    }

    @Override
    public List<Standing> standings() {
        return ends.keySet().stream()
                .map(
                        partition ->
                                new Standing(
                                        new Source(
                                                plan.topic(),
                                                plan.topicId(),
                                                partition.partition()),
                                        position(partition),
                                        committers.get(partition)))
                .toList();
    }

    @Override
    public long done() {
        return plan.total() - ends.keySet().stream().mapToLong(this::left).sum();
    }

    @Override
    public Long total() {
        return plan.total();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static PageScorer.Page nothing() {
        return new PageScorer.Page(List.of(), List.of());
    }

    private long left(TopicPartition partition) {
        return end(partition) - position(partition);
    }

    private long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    private long position(TopicPartition partition) {
        return positions.getOrDefault(partition, 0L);
    }

    private Frontier frontier(TopicPartition partition) {
        return new Frontier(
                group, action, partition.topic(), plan.topicId(), partition.partition());
    }
}
