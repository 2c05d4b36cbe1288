package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.tracking.fold.SimulatedBroker.Partition;
import dev.scorebus.tracking.fold.SimulatedBroker.Transaction;
import dev.scorebus.tracking.fold.SimulatedLog.Attempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A worker of a batch run over one partition up to a fixed offset, one small step at a time, so that it can be stopped, forgotten or
/// overtaken between any two of them. The run has a group of its own, which nobody joins: who commits is settled by the name of its
/// producer.
final class SimulatedBatch {
    private static final String RUN = "batch-run";
    private static final int NUMBER = SimulatedBroker.BATCH;

    private final ProtocolDesign design;
    private final SimulatedBroker broker;
    private final RandomGenerator random;
    private final long end;

    private Phase phase;
    private int epoch;
    private long position;
    private SimulatedWork work = SimulatedWork.NONE;
    private Transaction transaction = Transaction.NONE;

    /// @param end the offset behind the last one of the run
    SimulatedBatch(
            ProtocolDesign design, SimulatedBroker broker, RandomGenerator random, long end) {
        this.design = design;
        this.broker = broker;
        this.random = random;
        this.end = end;
        this.phase = design.batchOpensBehindTheFence() ? Phase.FENCE : Phase.OPEN;
    }

    private enum Phase {
        FENCE,
        OPEN,
        FENCE_LATE,
        PAGE,
        TELL,
        POSITION,
        COMMIT,
        POSITION_LAST,
        DONE,
        DEAD
    }

    boolean isDead() {
        return phase == Phase.DEAD;
    }

    boolean isDone() {
        return phase == Phase.DONE;
    }

    /// The transaction that a coordinator would abort in time.
    Transaction transaction() {
        return transaction;
    }

    void step() {
        switch (phase) {
            case FENCE -> {
                fence();
                phase = Phase.OPEN;
            }
            case OPEN -> open();
            case FENCE_LATE -> {
                fence();
                phase = Phase.PAGE;
            }
            case PAGE -> page();
            case TELL -> {
                work.events().forEach(event -> broker.sendEvent(transaction, event));
                phase = design.batchPositionInTransaction() ? Phase.POSITION : Phase.COMMIT;
            }
            case POSITION ->
                    next(broker.sendOffset(transaction, NUMBER, 0, work.hi()), Phase.COMMIT);
            case COMMIT ->
                    next(
                            broker.commit(transaction),
                            design.batchPositionInTransaction() ? Phase.PAGE : Phase.POSITION_LAST);
            case POSITION_LAST -> next(broker.commitOffset(NUMBER, 0, work.hi()), Phase.PAGE);
            case DONE, DEAD -> {}
        }
    }

    private void next(boolean accepted, Phase next) {
        if (!accepted) {
            broker.abort(transaction);
            phase = Phase.DEAD;
            return;
        }
        position = next == Phase.PAGE ? work.hi() : position;
        phase = next;
    }

    private void fence() {
        epoch = design.batchFences() ? broker.fence(RUN) : 0;
    }

    private void open() {
        Partition source = broker.partition(NUMBER);
        position = source.committed;
        phase = design.batchOpensBehindTheFence() ? Phase.PAGE : Phase.FENCE_LATE;
    }

    private void page() {
        long start = broker.partition(0).start;
        if (position < 0) {
            begin(
                    SimulatedWork.of(
                            List.of(
                                    new TrackingEvent.Origin(
                                            SimulatedScorer.frontier(NUMBER),
                                            0,
                                            "sim",
                                            Instant.EPOCH)),
                            0));
        } else if (position >= end) {
            phase = Phase.DONE;
        } else if (position < start) {
            long hi = Math.min(start, end);
            begin(
                    SimulatedWork.of(
                            List.of(
                                    new TrackingEvent.Lost(
                                            SimulatedScorer.frontier(NUMBER),
                                            position,
                                            hi,
                                            "retention",
                                            "sim",
                                            Instant.EPOCH)),
                            hi));
        } else {
            read();
        }
    }

    private void read() {
        SimulatedLog log = broker.partition(NUMBER).log;
        List<Attempt> attempts = new ArrayList<>();
        int most = random.nextInt(1, 4);
        long next = log.pass(position);
        while (next < Math.min(end, log.end()) && attempts.size() < most) {
            attempts.add(log.attempt(NUMBER, next));
            next = log.pass(next + 1);
        }
        long hi = Math.min(next, end);
        if (hi > position) {
            begin(SimulatedWork.batch(design, NUMBER, position, hi, attempts));
        }
    }

    private void begin(SimulatedWork next) {
        work = next;
        transaction = broker.begin(RUN, epoch);
        work.outputs().forEach(output -> broker.sendScore(transaction, output));
        phase = Phase.TELL;
    }
}
