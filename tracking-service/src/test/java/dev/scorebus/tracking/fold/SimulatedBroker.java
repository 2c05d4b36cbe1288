package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/// As much of a broker as the protocol relies on: source partitions with transaction markers and retention, a tracking topic
/// that ends for its readers at the first open transaction, offsets that are fenced by generation and that nobody can read
/// while a transaction over them is open, and scores that count once they are visible. One more partition is the retry topic.
final class SimulatedBroker {
    static final UUID TOPIC = new UUID(1, 1);
    static final UUID TRACKING = new UUID(2, 2);

    /// The partition that holds the retry records.
    static final int RETRIES = 2;

    /// The partition whose committed offset says how far replays are published; it holds no records.
    static final int OUTBOX = 3;

    /// The position of a batch run in the log of partition 0, under a group of its own.
    static final int BATCH = 4;

    private final Map<Integer, Partition> partitions = new HashMap<>();
    private final List<Slot> tracking = new ArrayList<>();
    private final Map<String, Integer> visibleScores = new HashMap<>();
    private final Map<String, Integer> epochs = new HashMap<>();
    private final Map<String, Transaction> begun = new HashMap<>();

    /// A source partition and what its consumer group has committed.
    static final class Partition {
        final SimulatedLog log;
        long start;
        long committed = -1;
        int generation;
        Transaction pending = Transaction.NONE;

        private Partition(SimulatedLog log) {
            this.log = log;
        }
    }

    /// A transaction: open until it is committed or aborted, by its producer or by the coordinator.
    static final class Transaction {
        static final Transaction NONE = new Transaction(State.COMMITTED);

        State state;
        final List<String> scores = new ArrayList<>();
        private boolean retries;
        private int partition = -1;
        private long offset = -1;

        Transaction() {
            this(State.OPEN);
        }

        private Transaction(State state) {
            this.state = state;
        }

        boolean isOpen() {
            return state == State.OPEN;
        }

        /// How a transaction stands.
        enum State {
            OPEN,
            COMMITTED,
            ABORTED
        }
    }

    /// One offset of the tracking topic; without an event it is a marker.
    record Slot(Transaction transaction, List<TrackingEvent> event) {}

    /// Events that a reader got, with their offsets, and where it goes on.
    record Fetched(List<TrackingEvent> events, List<Long> offsets, long next) {}

    Partition partition(int number) {
        Partition known = partitions.get(number);
        if (known == null) {
            known = new Partition(number == BATCH ? partition(0).log : new SimulatedLog());
            partitions.put(number, known);
        }
        return known;
    }

    Map<Integer, Partition> partitions() {
        return partitions;
    }

    /// The committed offset, for a consumer that waits for open transactions over it; empty while it must wait.
    OptionalLong stableOffset(int partition) {
        Partition source = partition(partition);
        return source.pending.isOpen() ? OptionalLong.empty() : OptionalLong.of(source.committed);
    }

    /// Ends what a producer of this name has under way, and gives the name to the caller: the epoch to begin with.
    int fence(String producer) {
        abort(begun.getOrDefault(producer, Transaction.NONE));
        return epochs.merge(producer, 1, Integer::sum);
    }

    /// Begins a transaction; one that is ended already when the name belongs to another by now.
    Transaction begin(String producer, int epoch) {
        Transaction transaction = new Transaction();
        if (epoch == epochs.getOrDefault(producer, 0)) {
            begun.put(producer, transaction);
        } else {
            transaction.state = Transaction.State.ABORTED;
        }
        return transaction;
    }

    void sendScore(Transaction transaction, String message) {
        transaction.scores.add(message);
    }

    void showScore(String message) {
        visibleScores.merge(message, 1, Integer::sum);
    }

    /// The first attempt of a life that was claimed.
    SimulatedLog.Attempt attempt(SimulatedLedger.Claim claim) {
        int dash = claim.message().indexOf('-');
        int partition = Integer.parseInt(claim.message().substring(0, dash));
        long offset = Long.parseLong(claim.message().substring(dash + 1));
        return partition(partition).log.attempt(partition, offset).living(claim.replay());
    }

    /// Sends a retry record; without a transaction it is visible at once.
    void sendRetry(Transaction transaction, SimulatedLog.Attempt attempt) {
        transaction.retries = true;
        partition(RETRIES).log.add(attempt, transaction);
    }

    void sendEvent(Transaction transaction, TrackingEvent event) {
        tracking.add(new Slot(transaction, List.of(event)));
    }

    /// Whether the generation still owned the partition.
    boolean sendOffset(Transaction transaction, int partition, int generation, long offset) {
        Partition source = partition(partition);
        if (source.generation != generation || !transaction.isOpen()) {
            return false;
        }
        transaction.partition = partition;
        transaction.offset = offset;
        source.pending = transaction;
        return true;
    }

    /// Commits an offset outside of any transaction; whether the generation still owned the partition.
    boolean commitOffset(int partition, int generation, long offset) {
        Partition source = partition(partition);
        if (source.generation != generation) {
            return false;
        }
        source.committed = offset;
        return true;
    }

    /// Whether the transaction was still open.
    boolean commit(Transaction transaction) {
        if (!transaction.isOpen()) {
            return false;
        }
        transaction.state = Transaction.State.COMMITTED;
        transaction.scores.forEach(this::showScore);
        if (transaction.partition >= 0) {
            partition(transaction.partition).committed = transaction.offset;
        }
        addMarkers(transaction);
        return true;
    }

    void abort(Transaction transaction) {
        if (transaction.isOpen()) {
            transaction.state = Transaction.State.ABORTED;
            addMarkers(transaction);
        }
    }

    private void addMarkers(Transaction transaction) {
        tracking.add(new Slot(Transaction.NONE, List.of()));
        if (transaction.retries) {
            partition(RETRIES).log.add(SimulatedLog.Kind.MARKER);
        }
    }

    /// Committed events from a position on, up to the first open transaction.
    Fetched fetch(long from, int most) {
        List<TrackingEvent> events = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        long next = from;
        while (next < tracking.size() && events.size() < most) {
            Slot slot = tracking.get((int) next);
            if (slot.transaction().isOpen()) {
                break;
            }
            if (slot.transaction().state == Transaction.State.COMMITTED) {
                for (TrackingEvent event : slot.event()) {
                    events.add(event);
                    offsets.add(next);
                }
            }
            next++;
        }
        return new Fetched(events, offsets, next);
    }

    long trackingEnd() {
        return tracking.size();
    }

    int visibleScores(String message) {
        return visibleScores.getOrDefault(message, 0);
    }
}
