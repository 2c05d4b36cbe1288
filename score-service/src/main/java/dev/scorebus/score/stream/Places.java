package dev.scorebus.score.stream;

import dev.scorebus.action.Action.Start;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.stream.Mark.Said;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Where this instance stands in each partition that it has: what it committed last, not where its consumer happens to be. A
/// partition that comes is not read before its place was found, and said where that needs saying.
final class Places {
    private final StreamSetup setup;
    private final Consumer<byte[], byte[]> consumer;
    private final Function<TopicPartition, Frontier> frontiers;
    private final Quarantine quarantine;
    private final Supplier<Transaction> transactions;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Set<TopicPartition> unplaced = new HashSet<>();

    Places(
            StreamSetup setup,
            Consumer<byte[], byte[]> consumer,
            Function<TopicPartition, Frontier> frontiers,
            Quarantine quarantine,
            Supplier<Transaction> transactions) {
        this.setup = setup;
        this.consumer = consumer;
        this.frontiers = frontiers;
        this.quarantine = quarantine;
        this.transactions = transactions;
    }

    /// What is committed of a partition.
    ///
    /// @param said what is said beside it; absent when it was set by hand
    record Known(long offset, @Nullable Said said) {}

    /// Where it stands in a partition.
    long of(TopicPartition partition) {
        Long position = positions.get(partition);
        if (position == null) {
            throw new IllegalStateException(
                    "Records of %s came before it was placed".formatted(partition));
        }
        return position;
    }

    /// Where it stands in all of them.
    Map<TopicPartition, Long> all() {
        return Collections.unmodifiableMap(positions);
    }

    /// It committed up to an offset.
    void moved(TopicPartition partition, long offset) {
        positions.put(partition, offset);
    }

    /// Partitions came. They are given a position, because one without would be looked up, and there may be none.
    void came(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        partitions.forEach(partition -> consumer.seek(partition, 0));
        unplaced.addAll(partitions);
    }

    /// A partition is someone else's now.
    void left(TopicPartition partition) {
        positions.remove(partition);
        unplaced.remove(partition);
    }

    /// All places are looked up again.
    void findAgain() {
        unplaced.addAll(positions.keySet());
    }

    /// All places are looked up again, and nothing is known of them until then.
    void forget() {
        findAgain();
        positions.clear();
    }

    /// Finds where the partitions that came are to be read from, and says so where that needs saying.
    ///
    /// @param commit commits a transaction, unless it is empty
    /// @param begun is told of each partition that is read from now on, and from where
    void find(
            java.util.function.Consumer<Transaction> commit,
            ObjLongConsumer<TopicPartition> begun) {
        if (unplaced.isEmpty()) {
            return;
        }
        boolean _ = setup.topicIds().refresh();
        Set<TopicPartition> placing = Set.copyOf(unplaced);
        Map<TopicPartition, Known> committed = known(placing);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(placing);
        Map<TopicPartition, Long> ends = consumer.endOffsets(placing);
        Transaction transaction = transactions.get();
        Map<TopicPartition, Long> found = new HashMap<>();
        List<String> cuts = new ArrayList<>();
        for (TopicPartition partition : placing) {
            Known known = committed.get(partition);
            if (known == null && !mayBegin(partition, transaction)) {
                continue;
            }
            Placement placement =
                    Placement.of(
                            known,
                            starts.getOrDefault(partition, 0L),
                            ends.getOrDefault(partition, 0L),
                            start(partition, placing));
            if (placement instanceof Placement.Beyond(long offset, long end)) {
                transaction.add(partition, new OffsetAndMetadata(offset), new Said.Cut());
                cuts.add(cut(partition, offset, end));
                continue;
            }
            found.put(partition, tell(placement, partition, transaction));
            if (known != null) {
                resume(partition, known, transaction);
            }
        }
        commit.accept(transaction);
        if (!cuts.isEmpty()) {
            throw new StreamFault(State.FAILED, String.join("; ", cuts));
        }
        found.forEach(
                (partition, offset) -> {
                    consumer.seek(partition, offset);
                    consumer.resume(List.of(partition));
                    positions.put(partition, offset);
                    unplaced.remove(partition);
                    begun.accept(partition, offset);
                });
    }

    private static String cut(TopicPartition partition, long offset, long end) {
        return "committed offset %d of %s lay beyond its end (%d now): the log was cut, and what took the place of the lost messages was never read; nothing is read until someone sets the group's offset to where it shall go on"
                .formatted(offset, partition, end);
    }

    /// What is committed, but for what was committed of an older topic of that name.
    private Map<TopicPartition, Known> known(Set<TopicPartition> partitions) {
        Map<TopicPartition, Known> known = new HashMap<>();
        consumer.committed(partitions)
                .forEach(
                        (partition, offset) -> {
                            if (offset != null) {
                                Optional<Mark> mark = Mark.read(offset.metadata());
                                UUID topicId = setup.topicIds().of(partition.topic());
                                if (mark.isEmpty() || mark.get().topicId().equals(topicId)) {
                                    known.put(
                                            partition,
                                            new Known(
                                                    offset.offset(),
                                                    mark.map(Mark::said).orElse(null)));
                                }
                            }
                        });
        return known;
    }

    private boolean isRetry(TopicPartition partition) {
        return partition.topic().equals(setup.outlets().retryTopic());
    }

    private boolean beginsAtEnd(TopicPartition partition) {
        return !isRetry(partition)
                && switch (setup.action().input().start()) {
                    case EARLIEST -> false;
                    case LATEST -> true;
                };
    }

    /// An action that begins at the end begins so in all partitions of a topic at one moment: whoever has the first partition says
    /// where. A partition that is added later is read from its start, for all of its messages are later.
    private boolean mayBegin(TopicPartition partition, Transaction transaction) {
        if (!beginsAtEnd(partition)) {
            return true;
        }
        TopicPartition first = new TopicPartition(partition.topic(), 0);
        if (known(Set.of(first)).containsKey(first)) {
            return true;
        }
        if (!partition.equals(first)) {
            return false;
        }
        Set<TopicPartition> all =
                consumer.partitionsFor(partition.topic()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .filter(other -> !other.equals(first))
                        .collect(Collectors.toSet());
        consumer.endOffsets(all)
                .forEach(
                        (other, end) -> {
                            long _ = tell(new Placement.Origin(end), other, transaction);
                        });
        return true;
    }

    private Start start(TopicPartition partition, Set<TopicPartition> placing) {
        boolean first = partition.partition() == 0 && placing.contains(partition);
        return beginsAtEnd(partition) && first ? Start.LATEST : Start.EARLIEST;
    }

    /// Whoever left in order is not blamed for what comes next: from here on it is this instance's.
    private void resume(TopicPartition partition, Known known, Transaction transaction) {
        Said said = known.said();
        if (said != null) {
            quarantine.enter(partition, known.offset(), said);
        }
        if (!(said instanceof Said.Trying || said instanceof Said.Open)
                && !transaction.speaksOf(partition)) {
            transaction.add(
                    partition,
                    new OffsetAndMetadata(known.offset()),
                    new Said.Open(setup.instance()));
        }
    }

    private long tell(Placement placement, TopicPartition partition, Transaction transaction) {
        return switch (placement) {
            case Placement.Resume(long offset) -> offset;
            case Placement.Origin(long offset) -> {
                transaction.add(
                        new TrackingEvent.Origin(
                                frontiers.apply(partition),
                                offset,
                                setup.instance(),
                                setup.clock().instant()),
                        partition,
                        new OffsetAndMetadata(offset));
                yield offset;
            }
            case Placement.Lost(long lo, long hi) -> {
                transaction.add(
                        new TrackingEvent.Lost(
                                frontiers.apply(partition),
                                lo,
                                hi,
                                "the log of the topic begins behind the committed offset",
                                setup.instance(),
                                setup.clock().instant()),
                        partition,
                        new OffsetAndMetadata(hi));
                yield hi;
            }
            case Placement.Beyond(long offset, long end) ->
                    throw new StreamFault(State.FAILED, cut(partition, offset, end));
        };
    }
}
