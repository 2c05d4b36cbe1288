package dev.scorebus.tracking.fold;

import java.util.List;
import java.util.random.RandomGenerator;

/// A replica of the fold, one small step at a time.
final class SimulatedFold {
    private final ProtocolDesign design;
    private final SimulatedBroker broker;
    private final SimulatedLedger ledger;
    private final RandomGenerator random;

    private Phase phase = Phase.READ_POSITION;
    private long from;
    private SimulatedBroker.Fetched fetched = new SimulatedBroker.Fetched(List.of(), List.of(), 0);

    SimulatedFold(
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
        READ_POSITION,
        FETCH,
        TRANSACTION,
        SECOND_TRANSACTION
    }

    /// Forgets everything, at whatever step it was.
    void crash() {
        phase = Phase.READ_POSITION;
    }

    void step() {
        switch (phase) {
            case READ_POSITION -> {
                from = ledger.position();
                phase = Phase.FETCH;
            }
            case FETCH -> {
                fetched = broker.fetch(from, random.nextInt(1, 8));
                phase = fetched.next() > from ? Phase.TRANSACTION : Phase.READ_POSITION;
            }
            case TRANSACTION -> transaction();
            case SECOND_TRANSACTION -> {
                ledger.apply(design, fetched);
                phase = Phase.READ_POSITION;
            }
        }
    }

    private void transaction() {
        if (ledger.position() != from) {
            phase = Phase.READ_POSITION;
            return;
        }
        ledger.moveTo(fetched.next());
        if (design.positionInTransaction()) {
            ledger.apply(design, fetched);
            from = fetched.next();
            phase = Phase.FETCH;
        } else {
            phase = Phase.SECOND_TRANSACTION;
        }
    }
}
