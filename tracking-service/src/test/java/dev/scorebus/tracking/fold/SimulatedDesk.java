package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.tracking.fold.SimulatedLedger.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// People, and what they ask of dead letters: to discard them, to replay them, and to release what an ended run holds. What takes
/// more than one step can be left half done.
final class SimulatedDesk {
    private static final String REPLAY = "replay";

    private final ProtocolDesign design;
    private final SimulatedBroker broker;
    private final SimulatedLedger ledger;
    private final RandomGenerator random;
    private final List<Claim> seenDead = new ArrayList<>();
    private final List<Runnable> commits = new ArrayList<>();
    private final List<Release> releases = new ArrayList<>();

    SimulatedDesk(
            ProtocolDesign design,
            SimulatedBroker broker,
            SimulatedLedger ledger,
            RandomGenerator random) {
        this.design = design;
        this.broker = broker;
        this.ledger = ledger;
        this.random = random;
    }

    /// A run whose claims are to be released when all that was told is folded.
    private record Release(String run, long told) {}

    void discard() {
        List<Claim> dead = ledger.claimable(REPLAY + random.nextInt(), 3);
        if (design.discardLooks()) {
            dead.stream()
                    .limit(1)
                    .forEach(message -> ledger.end(message, ExceptionState.DISCARDED));
            return;
        }
        seenDead.stream()
                .filter(message -> !isOver(message))
                .forEach(message -> ledger.end(message, ExceptionState.DISCARDED));
        seenDead.clear();
        seenDead.addAll(dead);
    }

    /// Replays go on without end if nobody stops them; each message is replayed by two people at most.
    void replay() {
        String somebody = REPLAY + random.nextInt(2);
        for (Claim claim : ledger.claimable(somebody, random.nextInt(1, 3))) {
            ledger.claim(somebody, List.of(claim));
            int number = ledger.number();
            if (design.numberedByCommit()) {
                ledger.enqueue(number, claim);
            } else {
                commits.add(() -> ledger.enqueue(number, claim));
            }
        }
    }

    /// Ends a run.
    void release(String run) {
        if (design.releaseNotesTheEnd()) {
            ledger.endRun(run);
        }
        if (design.releaseFences()) {
            broker.fence(run);
        }
        releases.add(new Release(run, broker.trackingEnd()));
    }

    /// Goes on with what was left half done.
    void step() {
        if (!commits.isEmpty() && random.nextInt(4) == 0) {
            commits.remove(random.nextInt(commits.size())).run();
        }
        for (Release release : List.copyOf(releases)) {
            if (ledger.position() >= release.told() && random.nextInt(8) == 0) {
                ledger.open(release.run()).forEach(claim -> ledger.end(claim, ExceptionState.DEAD));
                releases.remove(release);
            }
        }
    }

    boolean isIdle() {
        return commits.isEmpty() && releases.isEmpty();
    }

    private boolean isOver(Claim message) {
        return ledger.steps(message.message()).getLast().isEnd();
    }
}
