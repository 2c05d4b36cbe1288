package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.tracking.fold.ProtocolDesign.Offsets;
import dev.scorebus.tracking.fold.SimulatedBroker.Partition;
import dev.scorebus.tracking.fold.SimulatedBroker.Transaction;
import dev.scorebus.tracking.fold.SimulatedLog.Attempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private SimulatedWork work = SimulatedWork.NONE;
    private final Map<String, Integer> remembered = new HashMap<>();

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
        RETRIES,
        EVENT,
        OFFSETS,
        END,
        OFFSETS_LAST,
        DEAD
    }

    static Frontier frontier(int partition) {
        return new Frontier("group", "action", "topic", SimulatedBroker.TOPIC, partition);
    }

    static String message(int partition, long offset) {
        return partition + "-" + offset;
    }

    /// The name of a message's dead letter among what a transaction shows.
    static String letter(String message) {
        return "dead " + message;
    }

    int partition() {
        return partition;
    }

    boolean isDead() {
        return phase == Phase.DEAD;
    }

    /// Whether nothing is under way and everything was read.
    boolean isIdle() {
        return phase == Phase.POLL && broker.partition(partition).log.isReadTo(position);
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
                    next(broker.commitOffset(partition, generation, work.hi()), Phase.SCORES);
            case SCORES -> {
                work.outputs().forEach(this::emit);
                phase = work.retries().isEmpty() ? Phase.EVENT : Phase.RETRIES;
            }
            case RETRIES -> {
                Transaction visible =
                        design.retriesInTransaction() ? transaction : Transaction.NONE;
                work.retries().forEach(retry -> broker.sendRetry(visible, retry));
                phase = Phase.EVENT;
            }
            case EVENT -> {
                work.events().forEach(event -> broker.sendEvent(transaction, event));
                phase = design.offsets() == Offsets.IN_TRANSACTION ? Phase.OFFSETS : Phase.END;
            }
            case OFFSETS ->
                    next(
                            broker.sendOffset(transaction, partition, generation, work.hi()),
                            Phase.END);
            case END -> {
                boolean committed = broker.commit(transaction);
                position = committed ? work.hi() : position;
                next(
                        committed,
                        design.offsets() == Offsets.AFTER ? Phase.OFFSETS_LAST : Phase.POLL);
            }
            case OFFSETS_LAST ->
                    next(broker.commitOffset(partition, generation, work.hi()), Phase.POLL);
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
                    SimulatedWork.of(
                            List.of(
                                    new TrackingEvent.Origin(
                                            frontier(partition),
                                            source.start,
                                            "sim",
                                            Instant.EPOCH)),
                            source.start));
        } else if (position < source.start) {
            begin(lost(source));
        } else {
            phase = Phase.POLL;
        }
    }

    private SimulatedWork lost(Partition source) {
        return SimulatedWork.of(
                List.of(
                        new TrackingEvent.Lost(
                                frontier(partition),
                                position,
                                source.start,
                                "retention",
                                "sim",
                                Instant.EPOCH)),
                source.start);
    }

    private void begin(SimulatedWork next) {
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
        long lo = design.nextOffsets() ? position : source.log.pass(position);
        List<Attempt> attempts = new ArrayList<>();
        int most = random.nextInt(1, 6);
        long behindLast = lo;
        long next = source.log.pass(lo);
        while (next < source.log.end() && attempts.size() < most) {
            attempts.add(attempt(source.log.attempt(partition, next)));
            behindLast = next + 1;
            next = source.log.pass(behindLast);
        }
        if (attempts.isEmpty()) {
            return;
        }
        long hi = design.nextOffsets() && random.nextBoolean() ? next : behindLast;
        begin(
                SimulatedWork.attempting(
                        design, partition, lo, hi, attempts, _ -> random.nextInt(16) == 0));
    }

    /// A mutant does not believe the record, but counts what it has seen itself.
    private Attempt attempt(Attempt told) {
        return design.attemptInRecord() || partition != SimulatedBroker.RETRIES
                ? told
                : told.numbered(1 + remembered.merge(told.message(), 1, Integer::sum));
    }
}
