package dev.scorebus.score.stream;

import dev.scorebus.action.Action.Start;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.score.stream.Mark.Said;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
    private final DeadlyReads reads;
    private final HeadsOfLine heads;
    private final Supplier<Transaction> transactions;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Set<TopicPartition> unplaced = new HashSet<>();
    private final Map<TopicPartition, Long> halted = new HashMap<>();

    Places(
            StreamSetup setup,
            Consumer<byte[], byte[]> consumer,
            Function<TopicPartition, Frontier> frontiers,
            Quarantine quarantine,
            DeadlyReads reads,
            HeadsOfLine heads,
            Supplier<Transaction> transactions) {
        this.setup = setup;
        this.consumer = consumer;
        this.frontiers = frontiers;
        this.quarantine = quarantine;
        this.reads = reads;
        this.heads = heads;
        this.transactions = transactions;
    }

    /// What is committed of a partition.
    ///
    /// @param said what is said beside it; absent when it was set by hand
    /// @param told the offset up to which everything is accounted for
    /// @param deadly whether too many died while they read what follows
    /// @param waiting how the message there failed, when it holds its partition up
    record Known(
            long offset,
            @Nullable Said said,
            long told,
            boolean deadly,
            Mark.@Nullable Waiting waiting) {
        Known(long offset, @Nullable Said said, long told, boolean deadly) {
            this(offset, said, told, deadly, null);
        }

        /// Nothing was ever told.
        static final long NEVER = -1;
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

    /// Whether no partition waits for its place.
    boolean settled() {
        return unplaced.isEmpty();
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
        halted.remove(partition);
    }

    /// All places are looked up again.
    void findAgain() {
        unplaced.addAll(positions.keySet());
        unplaced.addAll(halted.keySet());
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
        lookForSkips();
        if (unplaced.isEmpty()) {
            return;
        }
        boolean _ = setup.topicIds().refresh();
        Set<TopicPartition> placing = Set.copyOf(unplaced);
        Map<TopicPartition, Known> committed = known(placing);
        if (committed.values().stream()
                .map(Known::said)
                .anyMatch(said -> said != null && reads.refuses(said))) {
            return;
        }
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(placing);
        Map<TopicPartition, Long> ends = consumer.endOffsets(placing);
        Transaction transaction = transactions.get();
        Map<TopicPartition, Long> found = new HashMap<>();
        for (TopicPartition partition : placing) {
            Known known = committed.get(partition);
            if (known == null && !mayBegin(partition, transaction)) {
                continue;
            }
            heads.enter(
                    partition,
                    known == null ? 0 : known.offset(),
                    known == null ? null : known.waiting());
            Placement.Log log =
                    new Placement.Log(
                            starts.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L));
            Skip skip = known == null ? null : skip(partition, known.offset()).orElse(null);
            Placement placement = Placement.of(known, log, start(partition, placing), skip);
            if (placement instanceof Placement.Halt halt && known != null) {
                halt(partition, known, halt, log, transaction);
                continue;
            }
            if (known != null) {
                goOn(partition, known);
                if (skip != null && skip.to() == known.offset()) {
                    setup.skips().withdraw(skip);
                }
            }
            found.put(partition, tell(placement, partition, transaction));
            if (known != null) {
                resume(partition, known, found.get(partition), transaction);
            }
        }
        commit.accept(transaction);
        found.forEach((partition, offset) -> read(partition, offset, begun));
    }

    private void read(
            TopicPartition partition, long offset, ObjLongConsumer<TopicPartition> begun) {
        consumer.seek(partition, offset);
        consumer.resume(List.of(partition));
        positions.put(partition, offset);
        unplaced.remove(partition);
        if (halted.remove(partition) != null) {
            setup.status().goesOn(partition);
        }
        begun.accept(partition, offset);
    }

    private void lookForSkips() {
        halted.forEach(
                (partition, offset) -> {
                    if (skip(partition, offset).isPresent()) {
                        unplaced.add(partition);
                    }
                });
    }

    private Optional<Skip> skip(TopicPartition partition, long offset) {
        return setup.skips()
                .at(
                        setup.action().name(),
                        setup.topicIds().of(partition.topic()),
                        partition.partition(),
                        offset);
    }

    /// The partition is not read; the others are.
    private void halt(
            TopicPartition partition,
            Known known,
            Placement.Halt halt,
            Placement.Log log,
            Transaction transaction) {
        if (!(known.said() instanceof Said.Halted)) {
            transaction.add(
                    partition,
                    new OffsetAndMetadata(known.offset()),
                    new Said.Halted(halt.why(), halt.told()));
        }
        consumer.pause(List.of(partition));
        positions.remove(partition);
        unplaced.remove(partition);
        halted.put(partition, known.offset());
        setup.status().halted(partition, known.offset(), reason(partition, known, halt, log));
    }

    private String reason(
            TopicPartition partition, Known known, Placement.Halt halt, Placement.Log log) {
        String what =
                switch (halt.why()) {
                    case CUT ->
                            "committed offset %d of %s lay beyond its end (%d now): the log was cut, and what took the place of the lost messages was never read"
                                    .formatted(known.offset(), partition, log.end());
                    case BACK ->
                            "the group's offset of %s was set back by hand to %d: the messages up to %d were processed already, and would be processed again"
                                    .formatted(partition, known.offset(), halt.told());
                    case DEADLY ->
                            "one instance after another died while it read %s at offset %d"
                                    .formatted(partition, known.offset());
                };
        return what
                + "; nothing of the partition is read until POST /api/actions/%s/skip says where to go on, at %d or later"
                        .formatted(
                                setup.action().name(), Placement.earliest(halt.why(), halt.told()));
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
                                    known.put(partition, known(partition, offset.offset(), mark));
                                }
                            }
                        });
        return known;
    }

    private Known known(TopicPartition partition, long offset, Optional<Mark> mark) {
        if (mark.isEmpty()) {
            OptionalLong told = setup.told().upTo(frontiers.apply(partition));
            return new Known(offset, null, told.orElse(Known.NEVER), false);
        }
        Said said = mark.get().said();
        return new Known(
                offset,
                said,
                said instanceof Said.Halted(Mark.Why _, long told) ? told : offset,
                reads.deadly(said),
                mark.get().waiting());
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

    private void goOn(TopicPartition partition, Known known) {
        setup.sinks()
                .resume(
                        setup.topicIds().source(partition),
                        known.offset(),
                        known.said() instanceof Said.Open(String instance) ? instance : null);
    }

    /// Whoever left in order is not blamed for what comes next: from here on it is this instance's.
    private void resume(
            TopicPartition partition, Known known, long offset, Transaction transaction) {
        Said said = known.said();
        if (said != null) {
            quarantine.enter(partition, offset, said);
        }
        if (transaction.speaksOf(partition)) {
            reads.leave(List.of(partition));
            return;
        }
        if (said != null) {
            reads.enter(partition, offset, said);
        }
        OffsetAndMetadata next = new OffsetAndMetadata(offset);
        reads.before(partition).ifPresent(before -> transaction.add(partition, next, before));
        if (said == null || said instanceof Said.Clean || said instanceof Said.Halted) {
            transaction.add(partition, next, new Said.Open(setup.instance()));
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
            case Placement.Lost(long lo, long hi, String reason) -> {
                transaction.add(
                        new TrackingEvent.Lost(
                                frontiers.apply(partition),
                                lo,
                                hi,
                                reason,
                                setup.instance(),
                                setup.clock().instant()),
                        partition,
                        new OffsetAndMetadata(hi));
                yield hi;
            }
            case Placement.Halt(Mark.Why _, long told) ->
                    throw new IllegalStateException(
                            "%s is halted at %d and has no place".formatted(partition, told));
        };
    }
}
