package dev.scorebus.tracking.fold;

import dev.scorebus.tracking.fold.SimulatedBroker.Transaction;
import dev.scorebus.tracking.fold.SimulatedLedger.Claim;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// A replica of the outbox that publishes replays, one small step at a time.
final class SimulatedOutbox {
    private static final String NAME = "replays";

    private final ProtocolDesign design;
    private final SimulatedBroker broker;
    private final SimulatedLedger ledger;
    private final RandomGenerator random;

    private Phase phase = Phase.FENCE;
    private int epoch;
    private TreeMap<Integer, Claim> page = new TreeMap<>();
    private Transaction transaction = Transaction.NONE;

    SimulatedOutbox(
            ProtocolDesign design,
            SimulatedBroker broker,
            SimulatedLedger ledger,
            RandomGenerator random) {
        this.design = design;
        this.broker = broker;
        this.ledger = ledger;
        this.random = random;
    }

    private enum Phase {
        FENCE,
        POSITION,
        SEND,
        SEND_POSITION,
        COMMIT,
        POSITION_APART
    }

    /// Forgets everything, at whatever step it was.
    void crash() {
        phase = Phase.FENCE;
    }

    /// Whether everything is published.
    boolean isIdle() {
        OptionalLong position = broker.stableOffset(SimulatedBroker.OUTBOX);
        return position.isPresent()
                && ledger.pending(Math.max(0, position.getAsLong()), 1).isEmpty();
    }

    void step() {
        switch (phase) {
            case FENCE -> {
                if (isIdle()) {
                    return;
                }
                epoch = design.outboxFences() ? broker.fence(NAME) : 0;
                phase = Phase.POSITION;
            }
            case POSITION -> {
                OptionalLong position = broker.stableOffset(SimulatedBroker.OUTBOX);
                page = new TreeMap<>();
                position.ifPresent(
                        from ->
                                page.putAll(
                                        ledger.pending(Math.max(0, from), random.nextInt(1, 4))));
                phase = page.isEmpty() ? Phase.FENCE : Phase.SEND;
            }
            case SEND -> {
                transaction = broker.begin(NAME, epoch);
                for (Map.Entry<Integer, Claim> one : page.entrySet()) {
                    broker.sendRetry(transaction, broker.attempt(one.getValue()));
                }
                phase = design.outboxPositionInTransaction() ? Phase.SEND_POSITION : Phase.COMMIT;
            }
            case SEND_POSITION ->
                    next(
                            broker.sendOffset(transaction, SimulatedBroker.OUTBOX, 0, behind()),
                            Phase.COMMIT);
            case COMMIT ->
                    next(
                            broker.commit(transaction),
                            design.outboxPositionInTransaction()
                                    ? Phase.FENCE
                                    : Phase.POSITION_APART);
            case POSITION_APART ->
                    next(broker.commitOffset(SimulatedBroker.OUTBOX, 0, behind()), Phase.FENCE);
        }
    }

    private int behind() {
        return page.lastKey() + 1;
    }

    private void next(boolean accepted, Phase next) {
        if (!accepted) {
            broker.abort(transaction);
        }
        phase = accepted ? next : Phase.FENCE;
    }
}
