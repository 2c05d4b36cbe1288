package dev.scorebus.tracking.fold;

import dev.scorebus.tracking.fold.SimulatedBroker.Transaction;
import dev.scorebus.tracking.fold.SimulatedLedger.Claim;
import java.util.List;
import java.util.random.RandomGenerator;

/// A worker of a heal run, one small step at a time, so that it can be stopped, forgotten or overtaken between any two of them.
final class SimulatedHealer {
    private final ProtocolDesign design;
    private final SimulatedBroker broker;
    private final SimulatedLedger ledger;
    private final RandomGenerator random;
    private final String run;

    private Phase phase = Phase.FENCE;
    private int epoch;
    private long told;
    private List<Claim> page = List.of();
    private SimulatedWork work = SimulatedWork.NONE;
    private Transaction transaction = Transaction.NONE;

    SimulatedHealer(
            ProtocolDesign design,
            SimulatedBroker broker,
            SimulatedLedger ledger,
            RandomGenerator random,
            String run) {
        this.design = design;
        this.broker = broker;
        this.ledger = ledger;
        this.random = random;
        this.run = run;
    }

    private enum Phase {
        FENCE,
        ASK,
        WAIT,
        RESUME,
        LOOK,
        CLAIM,
        SCORE,
        TELL,
        COMMIT,
        DEAD
    }

    String run() {
        return run;
    }

    boolean isDead() {
        return phase == Phase.DEAD;
    }

    /// Whether it holds a page of which it has told nothing.
    boolean isBusy() {
        return phase == Phase.SCORE || phase == Phase.TELL;
    }

    /// Whether nothing is under way, held, or left that the run may take up.
    boolean isIdle() {
        return (phase == Phase.ASK || phase == Phase.WAIT || phase == Phase.LOOK)
                && ledger.open(run).isEmpty()
                && ledger.claimable(run, 1).isEmpty();
    }

    /// The transaction that a coordinator would abort in time.
    Transaction transaction() {
        return transaction;
    }

    void step() {
        switch (phase) {
            case FENCE -> {
                epoch = design.healFences() ? broker.fence(run) : 0;
                phase = Phase.ASK;
            }
            case ASK -> {
                told = broker.trackingEnd();
                phase = design.healWaitsForTheFold() ? Phase.WAIT : Phase.RESUME;
            }
            case WAIT -> phase = ledger.position() >= told ? Phase.RESUME : Phase.WAIT;
            case RESUME -> {
                if (ledger.hasEnded(run)) {
                    phase = Phase.DEAD;
                } else {
                    take(ledger.open(run));
                }
            }
            case LOOK -> {
                if (random.nextInt(3) == 0) {
                    look();
                }
            }
            case CLAIM -> {
                ledger.claim(run, page);
                take(page);
            }
            case SCORE -> {
                work = SimulatedWork.healing(design, page.stream().map(broker::attempt).toList());
                transaction = broker.begin(run, epoch);
                work.outputs().forEach(output -> broker.sendScore(transaction, output));
                phase = Phase.TELL;
            }
            case TELL -> {
                work.events().forEach(event -> broker.sendEvent(transaction, event));
                phase = Phase.COMMIT;
            }
            case COMMIT -> phase = broker.commit(transaction) ? Phase.LOOK : Phase.DEAD;
            case DEAD -> {}
        }
    }

    /// Where nothing is left to claim, it asks again what is open: a worker that was overtaken may have claimed since.
    private void look() {
        page = ledger.claimable(run, random.nextInt(1, 4));
        if (ledger.hasEnded(run)) {
            phase = Phase.DEAD;
        } else if (page.isEmpty()) {
            phase = Phase.ASK;
        } else if (design.claimsWhereItLooks()) {
            ledger.claim(run, page);
            phase = Phase.SCORE;
        } else {
            phase = Phase.CLAIM;
        }
    }

    private void take(List<Claim> claims) {
        page = claims;
        phase = claims.isEmpty() ? Phase.LOOK : Phase.SCORE;
    }
}
