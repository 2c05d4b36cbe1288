package dev.scorebus.score.stream;

import dev.scorebus.action.Action.Start;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.score.action.ActionStatus.State;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

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
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(placing);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(placing);
        Map<TopicPartition, Long> ends = consumer.endOffsets(placing);
        Transaction transaction = transactions.get();
        Map<TopicPartition, Long> found = new HashMap<>();
        for (TopicPartition partition : placing) {
            OffsetAndMetadata known = committed.get(partition);
            Placement placement =
                    Placement.of(
                            known == null ? OptionalLong.empty() : OptionalLong.of(known.offset()),
                            starts.getOrDefault(partition, 0L),
                            ends.getOrDefault(partition, 0L),
                            start(partition));
            found.put(partition, tell(placement, partition, transaction));
            if (known != null) {
                resume(partition, known, transaction);
            }
        }
        commit.accept(transaction);
        found.forEach(
                (partition, offset) -> {
                    consumer.seek(partition, offset);
                    consumer.resume(List.of(partition));
                    positions.put(partition, offset);
                    unplaced.remove(partition);
                    begun.accept(partition, offset);
                });
    }

    private Start start(TopicPartition partition) {
        return partition.topic().equals(setup.retries().topic())
                ? Start.EARLIEST
                : setup.action().input().start();
    }

    /// Whoever left in order is not blamed for what comes next: from here on it is this instance's.
    private void resume(
            TopicPartition partition, OffsetAndMetadata known, Transaction transaction) {
        quarantine.enter(partition, known.offset(), known.metadata());
        if (Mark.read(known.metadata()) instanceof Mark.Clean && !transaction.speaksOf(partition)) {
            transaction.add(partition, known, new Mark.Open(setup.instance()));
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
                    throw new StreamFault(
                            State.FAILED,
                            "committed offset %d of %s lies beyond its end %d: the log was cut, or the topic is another; nothing is read until someone looks"
                                    .formatted(offset, partition, end));
        };
    }
}
