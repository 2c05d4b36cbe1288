package dev.scorebus.score.stream;

import dev.scorebus.score.stream.Mark.Said;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Finds the record that kills the JVM while it is polled, as one does that unpacks to more than the heap. After an unclean stop a
/// mark is committed before a partition is polled, and taken back when the partition survived a poll. Where an instance died behind
/// such a mark, a careful session reads on: one record at a time, and one such partition of the whole process, each poll behind
/// a mark of its own. Where instances died as often as a message may fail, the partition is halted.
final class DeadlyReads {
    /// So many deaths behind marks, after the one that had none, are as many as a message may fail.
    private static final int MOST = 5;

    private final Consumer<byte[], byte[]> consumer;
    private final Quarantine quarantine;
    private final String instance;
    private final int suspects;
    private final boolean careful;
    private final Turn turn;
    private final Map<TopicPartition, Cell> cells = new HashMap<>();
    private boolean unfit;

    /// Why a partition is watched.
    private sealed interface Cell {
        /// Whoever had it died, of whatever. It is polled with all others.
        record Watched() implements Cell {}

        /// Someone died while it was polled. It is polled alone up to an offset.
        ///
        /// @param deaths how many died while they polled the next record
        /// @param begun whether it is committed that it is polled now
        record Suspect(long until, int deaths, boolean begun) implements Cell {}
    }

    DeadlyReads(StreamSetup setup, Consumer<byte[], byte[]> consumer, Quarantine quarantine) {
        this.consumer = consumer;
        this.quarantine = quarantine;
        this.instance = setup.instance();
        this.suspects = setup.suspects();
        this.careful = setup.careful();
        this.turn = setup.turn();
    }

    /// An instance that still lives did not die of its last poll.
    private int deaths(Said.Reading reading) {
        return reading.instance().equals(instance) ? reading.reads() - 1 : reading.reads();
    }

    /// Whether a partition is not polled again.
    boolean deadly(Said said) {
        return said instanceof Said.Reading reading && deaths(reading) >= MOST;
    }

    /// Whether a partition may only be read by a careful session, which this is not.
    boolean refuses(Said said) {
        boolean suspect =
                said instanceof Said.Reading reading && deaths(reading) > 0 && !deadly(said);
        unfit |= suspect && !careful;
        return suspect && !careful;
    }

    /// Whether there is something that only a careful session may read, and this is none.
    boolean isUnfit() {
        return unfit;
    }

    /// Whether this session is careful, and nothing calls for that.
    boolean isIdle() {
        return careful && suspects().isEmpty();
    }

    /// A partition came to this instance.
    ///
    /// @param offset what is committed
    /// @param said what is said beside it
    void enter(TopicPartition partition, long offset, Said said) {
        switch (said) {
            case Said.Clean(), Said.Halted _ -> cells.remove(partition);
            case Said.Open(String by) when by.equals(instance) -> {}
            case Said.Trying(int _, String by) when by.equals(instance) -> {}
            case Said.Open _, Said.Trying _ -> cells.put(partition, new Cell.Watched());
            case Said.Reading reading when deaths(reading) == 0 ->
                    cells.put(partition, new Cell.Watched());
            case Said.Reading reading -> {
                long until =
                        cells.get(partition) instanceof Cell.Suspect suspect
                                ? suspect.until()
                                : offset + suspects;
                cells.put(partition, new Cell.Suspect(until, deaths(reading), false));
            }
        }
    }

    /// What is to be committed before a partition that came is polled with all others.
    Optional<Said> before(TopicPartition partition) {
        return cells.get(partition) instanceof Cell.Watched
                ? Optional.of(reading(partition, 1))
                : Optional.empty();
    }

    private Said reading(TopicPartition partition, int reads) {
        return new Said.Reading(reads, quarantine.tries(partition), instance);
    }

    /// Before a poll: lets at most one suspect be polled. Each of them has its turn when nothing else may be what kills.
    ///
    /// @param say takes what is to be committed first
    void takeTurn(BiConsumer<TopicPartition, Said> say) {
        Map<TopicPartition, Cell.Suspect> waiting = suspects();
        if (waiting.isEmpty()) {
            return;
        }
        Optional<TopicPartition> next = next(waiting);
        Set<TopicPartition> others = new HashSet<>(waiting.keySet());
        next.ifPresent(others::remove);
        consumer.pause(others);
        next.ifPresent(
                partition -> {
                    Cell.Suspect suspect = waiting.get(partition);
                    if (suspect != null && !suspect.begun()) {
                        say.accept(partition, reading(partition, suspect.deaths() + 1));
                        cells.put(
                                partition,
                                new Cell.Suspect(suspect.until(), suspect.deaths(), true));
                    }
                    consumer.resume(Set.of(partition));
                });
    }

    private Optional<TopicPartition> next(Map<TopicPartition, Cell.Suspect> waiting) {
        boolean others = cells.values().stream().anyMatch(Cell.Watched.class::isInstance);
        if (others || !turn.take(this)) {
            return Optional.empty();
        }
        return waiting.entrySet().stream()
                .min(
                        Comparator.comparing(
                                        (Map.Entry<TopicPartition, Cell.Suspect> one) ->
                                                !one.getValue().begun())
                                .thenComparingInt(one -> one.getValue().deaths())
                                .thenComparing(one -> one.getKey().toString()))
                .map(Map.Entry::getKey);
    }

    private Map<TopicPartition, Cell.Suspect> suspects() {
        Map<TopicPartition, Cell.Suspect> found = new HashMap<>();
        cells.forEach(
                (partition, cell) -> {
                    if (cell instanceof Cell.Suspect suspect) {
                        found.put(partition, suspect);
                    }
                });
        return found;
    }

    /// A poll came back.
    ///
    /// @param reached how far it read partitions
    /// @param rests whether nothing more of a partition is read for a while; what follows is no suspect then
    /// @param say takes what is to be committed instead of the marks
    void survived(
            Map<TopicPartition, OffsetAndMetadata> reached,
            Predicate<TopicPartition> rests,
            BiConsumer<TopicPartition, Said> say) {
        for (TopicPartition partition : Set.copyOf(cells.keySet())) {
            OffsetAndMetadata next = reached.get(partition);
            if (next == null && !isEmpty(partition)) {
                continue;
            }
            say.accept(partition, quarantine.untried(partition));
            if (cells.get(partition) instanceof Cell.Suspect(long until, int _, boolean _)
                    && next != null
                    && next.offset() < until
                    && !rests.test(partition)) {
                cells.put(partition, new Cell.Suspect(until, 1, false));
            } else {
                cells.remove(partition);
            }
            turn.give(this);
        }
    }

    /// Whether there was nothing to read.
    private boolean isEmpty(TopicPartition partition) {
        boolean waits =
                cells.get(partition) instanceof Cell.Suspect(long _, int _, boolean begun)
                        && !begun;
        return !waits && consumer.currentLag(partition).orElse(1) == 0;
    }

    /// What an instance that leaves in order says of a partition: a search that is under way is not forgotten.
    Said leaving(TopicPartition partition) {
        return cells.get(partition) instanceof Cell.Suspect suspect
                ? reading(partition, suspect.deaths())
                : quarantine.leaving(partition);
    }

    /// A partition is someone else's, or is read elsewhere.
    void leave(Collection<TopicPartition> partitions) {
        partitions.forEach(cells::remove);
        if (suspects().values().stream().noneMatch(Cell.Suspect::begun)) {
            turn.give(this);
        }
    }

    /// Nothing is read any more.
    void abandon() {
        turn.give(this);
    }
}
