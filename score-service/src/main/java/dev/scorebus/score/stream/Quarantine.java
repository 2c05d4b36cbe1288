package dev.scorebus.score.stream;

import dev.scorebus.ledger.FailureKind;
import dev.scorebus.score.stream.Mark.Said;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Finds the message that kills the JVM. After an unclean stop a mark is committed before what was under way is tried again.
/// What died of twice, as a whole, is tried message by message, each behind a mark of its own, until the one that kills has died as
/// often as a message may fail; then it is a dead letter, and never runs again. Its neighbours are scored.
///
/// A fault of the infrastructure leaves the instance alive, and is no death.
final class Quarantine {
    /// The class of error of a message that killed its instance.
    static final String DIED = "dev.scorebus.score.InstanceDied";

    /// So often a load dies before its messages are taken apart.
    private static final int TOGETHER = 2;

    private final String instance;
    private final int suspects;
    private final Map<TopicPartition, Cell> cells = new HashMap<>();

    /// Why a partition is watched.
    private sealed interface Cell {
        /// The next load is tried as a whole, for the `tries`-th time.
        record Together(int tries) implements Cell {}

        /// Messages are tried one by one up to an offset.
        ///
        /// @param tries how often the next message was tried
        record Alone(long until, int tries) implements Cell {}
    }

    /// @param suspects how many messages may have been under way in a partition
    Quarantine(String instance, int suspects) {
        this.instance = instance;
        this.suspects = suspects;
    }

    /// A partition came to this instance.
    ///
    /// @param offset what is committed
    /// @param said what is said beside it
    void enter(TopicPartition partition, long offset, Said said) {
        switch (said) {
            case Said.Clean(), Said.Halted _ -> cells.remove(partition);
            case Said.Open(String by) when by.equals(instance) -> cells.remove(partition);
            case Said.Open _ -> cells.put(partition, new Cell.Together(TOGETHER));
            case Said.Trying(int _, String by) when by.equals(instance) -> {}
            case Said.Trying(int tries, String _) -> cells.put(partition, cell(offset, tries));
            case Said.Reading(int _, int tries, String _) ->
                    cells.put(partition, cell(offset, tries));
        }
    }

    private Cell cell(long offset, int tries) {
        return tries < TOGETHER
                ? new Cell.Together(TOGETHER)
                : new Cell.Alone(offset + suspects, tries);
    }

    /// A partition is someone else's.
    void leave(Collection<TopicPartition> partitions) {
        partitions.forEach(cells::remove);
    }

    /// Whether any partition is watched.
    boolean isEmpty() {
        return cells.isEmpty();
    }

    /// Whether a message is to be tried alone.
    boolean alone(Work work) {
        return cells.get(work.from()) instanceof Cell.Alone alone && work.offset() < alone.until();
    }

    /// How often the next message of a partition, which is tried alone, killed an instance.
    int deaths(TopicPartition partition) {
        return cells.get(partition) instanceof Cell.Alone(long _, int tries) && tries > TOGETHER
                ? tries
                : 0;
    }

    /// What is to be committed beside the offset of a partition before its next load is tried; nothing when it is not watched.
    @Nullable Said before(TopicPartition partition) {
        Cell cell = cells.get(partition);
        return switch (cell) {
            case null -> null;
            case Cell.Together(int tries) -> new Said.Trying(tries, instance);
            case Cell.Alone(long _, int tries) -> new Said.Trying(tries + 1, instance);
        };
    }

    /// How often the next load of a partition was tried; 0 when nothing says so.
    int tries(TopicPartition partition) {
        return cells.get(partition) instanceof Cell.Alone(long _, int tries) ? tries : 0;
    }

    /// What is said of a partition of which something was read, and nothing was tried yet.
    Said untried(TopicPartition partition) {
        Said said = leaving(partition);
        return said instanceof Said.Clean ? new Said.Open(instance) : said;
    }

    /// What an instance that leaves in order says of a partition: a search that is under way is not forgotten.
    Said leaving(TopicPartition partition) {
        Cell cell = cells.get(partition);
        return switch (cell) {
            case null -> new Said.Clean();
            case Cell.Together _ -> new Said.Open(instance);
            case Cell.Alone(long _, int tries) -> new Said.Trying(tries, instance);
        };
    }

    /// What became of a message that killed as often as it may fail. It is not read again, not even to find its id.
    static Outcome killed(int deaths) {
        return new Outcome.Failed(
                null,
                FailureKind.PROGRAM,
                DIED,
                "%d instances died while it was scored; it was not tried again".formatted(deaths));
    }

    /// One death as a failure.
    static Outcome.Failed died() {
        return new Outcome.Failed(
                null, FailureKind.PROGRAM, DIED, "the instance died while the message was scored");
    }

    /// A load of a partition was tried and committed up to an offset.
    void passed(TopicPartition partition, long offset) {
        Cell cell = cells.get(partition);
        switch (cell) {
            case null -> {}
            case Cell.Together _ -> cells.remove(partition);
            case Cell.Alone(long until, int _) when offset >= until -> cells.remove(partition);
            case Cell.Alone(long until, int _) ->
                    cells.put(partition, new Cell.Alone(until, TOGETHER));
        }
    }
}
