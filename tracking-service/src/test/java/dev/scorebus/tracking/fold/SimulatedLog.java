package dev.scorebus.tracking.fold;

import dev.scorebus.tracking.fold.SimulatedBroker.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The log of a partition as its readers see it: it ends at the first open transaction, and what was taken back is skipped as
/// a marker is.
final class SimulatedLog {
    private final List<Entry> entries = new ArrayList<>();
    private int ended;

    /// What a message does when it is scored.
    enum Kind {
        /// It is scored at once.
        RECORD,
        /// It dies at once, in some of its lives.
        POISON,
        /// It fails some times and is scored then.
        WEAK,
        /// It fails at every attempt, in some of its lives.
        HOPELESS,
        /// No message.
        MARKER
    }

    /// A message and which attempt at it comes.
    ///
    /// @param partition where it was read first
    /// @param replay which of its lives it is in; 0 is the first
    /// @param number 0 when it waits behind another message before it is attempted at all
    record Attempt(int partition, long offset, Kind kind, int replay, int number) {
        /// Whether this attempt succeeds; a weak message fails one to five times, and what a dead one died of is gone after one
        /// life to three.
        boolean succeeds() {
            return switch (kind) {
                case RECORD -> number > 0;
                case WEAK -> number > 1 + (offset + partition) % 5;
                case POISON, HOPELESS -> replay > (offset + partition) % 3;
                case MARKER -> false;
            };
        }

        boolean dies(int mostAttempts) {
            return number > 0 && (kind == Kind.POISON || number >= mostAttempts);
        }

        Attempt numbered(int other) {
            return new Attempt(partition, offset, kind, replay, other);
        }

        /// The first attempt of another life.
        Attempt living(int life) {
            return new Attempt(partition, offset, kind, life, 1);
        }

        String message() {
            return partition + "-" + offset;
        }
    }

    /// @param attempt absent in a source partition, where every record is a first attempt
    private record Entry(Kind kind, Transaction transaction, @Nullable Attempt attempt) {}

    void add(Kind kind) {
        entries.add(new Entry(kind, Transaction.NONE, null));
    }

    void add(Attempt attempt, Transaction transaction) {
        entries.add(new Entry(attempt.kind(), transaction, attempt));
    }

    int size() {
        return entries.size();
    }

    /// Where it ends for its readers. A transaction that has ended stays so.
    long end() {
        while (ended < entries.size() && !entries.get(ended).transaction().isOpen()) {
            ended++;
        }
        return ended;
    }

    boolean isRecord(long offset) {
        Entry entry = entries.get((int) offset);
        return entry.kind() != Kind.MARKER
                && entry.transaction().state == Transaction.State.COMMITTED;
    }

    /// The attempt that the record at an offset asks for. Of a source some wait behind others first; in a batch run none does.
    ///
    /// @param partition whose log this is
    Attempt attempt(int partition, long offset) {
        Entry entry = entries.get((int) offset);
        boolean behind = partition != SimulatedBroker.BATCH && (offset + partition) % 11 == 3;
        return entry.attempt() == null
                ? new Attempt(partition, offset, entry.kind(), 0, behind ? 0 : 1)
                : entry.attempt();
    }

    /// The first offset from here on that is a record, or the end.
    long pass(long from) {
        long end = end();
        long next = from;
        while (next < end && !isRecord(next)) {
            next++;
        }
        return next;
    }

    long records(long lo, long hi) {
        long records = 0;
        for (long offset = lo; offset < hi; offset++) {
            records += isRecord(offset) ? 1 : 0;
        }
        return records;
    }

    /// Whether there is anything to read from here on, now or when a transaction ends.
    boolean isReadTo(long from) {
        return end() == entries.size() && pass(from) == entries.size();
    }
}
