package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.message.Mode;
import dev.scorebus.tracking.fold.ProtocolDesign.Offsets;
import dev.scorebus.tracking.fold.SimulatedBroker.Entry;
import dev.scorebus.tracking.fold.SimulatedBroker.Partition;
import dev.scorebus.tracking.fold.SimulatedBroker.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// A poll loop that owns one partition, one small step at a time, so that it can be stopped, forgotten or overtaken between
/// any two of them. It does not learn that it no longer owns its partition before the broker tells it.
final class SimulatedScorer {
    private final ProtocolDesign design;
    private final SimulatedBroker broker;
    private final RandomGenerator random;
    private final int partition;
    private final int generation;

    private Phase phase = Phase.START;
    private Transaction transaction = Transaction.NONE;
    private long position;
    private Work work = new Work(List.of(), 0, List.of());

    SimulatedScorer(
            ProtocolDesign design, SimulatedBroker broker, RandomGenerator random, int partition) {
        this.design = design;
        this.broker = broker;
        this.random = random;
        this.partition = partition;
        this.generation = broker.partition(partition).generation;
    }

    private enum Phase {
        START,
        POLL,
        OFFSETS_FIRST,
        SCORES,
        EVENT,
        OFFSETS,
        END,
        OFFSETS_LAST,
        DEAD
    }

    /// What the next transaction says.
    ///
    /// @param hi the offset that is committed
    private record Work(List<TrackingEvent> event, long hi, List<String> scores) {}

    static Frontier frontier(int partition) {
        return new Frontier("group", "action", "topic", SimulatedBroker.TOPIC, partition);
    }

    static String message(int partition, long offset) {
        return partition + "-" + offset;
    }

    int partition() {
        return partition;
    }

    boolean isDead() {
        return phase == Phase.DEAD;
    }

    /// Whether nothing is under way and everything was read.
    boolean isIdle() {
        return phase == Phase.POLL && position >= lastRecord(broker.partition(partition)) + 1;
    }

    /// The transaction that a coordinator would abort in time.
    Transaction transaction() {
        return transaction;
    }

    void step() {
        switch (phase) {
            case START -> start();
            case POLL -> poll();
            case OFFSETS_FIRST ->
                    next(broker.commitOffset(partition, generation, work.hi), Phase.SCORES);
            case SCORES -> {
                work.scores.forEach(this::emit);
                phase = Phase.EVENT;
            }
            case EVENT -> {
                work.event.forEach(event -> broker.sendEvent(transaction, event));
                phase = design.offsets() == Offsets.IN_TRANSACTION ? Phase.OFFSETS : Phase.END;
            }
            case OFFSETS ->
                    next(broker.sendOffset(transaction, partition, generation, work.hi), Phase.END);
            case END -> {
                boolean committed = broker.commit(transaction);
                position = committed ? work.hi : position;
                next(
                        committed,
                        design.offsets() == Offsets.AFTER ? Phase.OFFSETS_LAST : Phase.POLL);
            }
            case OFFSETS_LAST ->
                    next(broker.commitOffset(partition, generation, work.hi), Phase.POLL);
            case DEAD -> {}
        }
    }

    private void next(boolean accepted, Phase next) {
        if (accepted) {
            phase = next;
        } else {
            broker.abort(transaction);
            phase = Phase.DEAD;
        }
    }

    private void emit(String message) {
        if (design.scoresInTransaction()) {
            broker.sendScore(transaction, message);
        } else {
            broker.showScore(message);
        }
    }

    private void start() {
        OptionalLong committed = broker.stableOffset(partition);
        if (committed.isEmpty()) {
            return;
        }
        Partition source = broker.partition(partition);
        position = committed.getAsLong();
        if (position < 0) {
            begin(
                    new Work(
                            List.of(
                                    new TrackingEvent.Origin(
                                            frontier(partition),
                                            source.start,
                                            "sim",
                                            Instant.EPOCH)),
                            source.start,
                            List.of()));
        } else if (position < source.start) {
            begin(lost(source));
        } else {
            phase = Phase.POLL;
        }
    }

    private Work lost(Partition source) {
        return new Work(
                List.of(
                        new TrackingEvent.Lost(
                                frontier(partition),
                                position,
                                source.start,
                                "retention",
                                "sim",
                                Instant.EPOCH)),
                source.start,
                List.of());
    }

    private void begin(Work next) {
        work = next;
        transaction = new Transaction();
        phase = design.offsets() == Offsets.BEFORE ? Phase.OFFSETS_FIRST : Phase.SCORES;
    }

    /// The span begins where the last one ended. A mutant takes the consumer's own position, which passes markers by itself.
    private void poll() {
        Partition source = broker.partition(partition);
        if (position < source.start) {
            begin(lost(source));
            return;
        }
        long lo = design.nextOffsets() ? position : pass(source, position);
        List<Long> records = new ArrayList<>();
        int most = random.nextInt(1, 6);
        long next = lo;
        while (next < source.log.size() && records.size() < most) {
            if (source.log.get((int) next) != Entry.MARKER) {
                records.add(next);
            }
            next++;
        }
        if (records.isEmpty()) {
            return;
        }
        long behindLast = records.getLast() + 1;
        long hi =
                design.nextOffsets() && random.nextBoolean()
                        ? pass(source, behindLast)
                        : behindLast;
        begin(new Work(List.of(span(source, lo, hi, records)), hi, scores(source, records)));
    }

    private static long pass(Partition source, long from) {
        long next = from;
        while (next < source.log.size() && source.log.get((int) next) == Entry.MARKER) {
            next++;
        }
        return next;
    }

    private List<String> scores(Partition source, List<Long> records) {
        return records.stream()
                .filter(offset -> source.log.get(offset.intValue()) == Entry.RECORD)
                .map(offset -> message(partition, offset))
                .toList();
    }

    private TrackingEvent span(Partition source, long lo, long hi, List<Long> records) {
        List<ExceptionEntry> exceptions =
                records.stream()
                        .filter(offset -> source.log.get(offset.intValue()) == Entry.POISON)
                        .map(
                                offset ->
                                        ExceptionEntry.dead(
                                                offset,
                                                null,
                                                0,
                                                1,
                                                FailureKind.SCHEMA,
                                                "poison",
                                                "dlq"))
                        .toList();
        return new TrackingEvent.Span(
                frontier(partition),
                lo,
                hi,
                records.size(),
                records.size() - exceptions.size(),
                0,
                exceptions.size(),
                0,
                Mode.STREAM,
                List.of(),
                null,
                exceptions,
                null,
                "sim",
                Instant.EPOCH);
    }

    private static long lastRecord(Partition source) {
        for (int offset = source.log.size() - 1; offset >= source.start; offset--) {
            if (source.log.get(offset) != Entry.MARKER) {
                return offset;
            }
        }
        return -1;
    }
}
