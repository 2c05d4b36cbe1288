package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.tracking.fold.SimulatedBroker.Partition;
import dev.scorebus.tracking.fold.SimulatedLog.Attempt;
import dev.scorebus.tracking.fold.SimulatedLog.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// One seeded run of the protocol under everything that can go wrong: rebalances, zombies that write on, crashes between any
/// two steps, transactions that the coordinator aborts, retention that overtakes the group, folds that crash, race and start
/// over from an old position. Then all is left in peace, and what must hold is looked at.
final class ProtocolSimulation {
    private static final int PARTITIONS = 2;
    private static final int TROUBLED_STEPS = 400;
    private static final int PEACEFUL_STEPS = 20_000;

    private final ProtocolDesign design;
    private final SplittableRandom random;
    private final SimulatedBroker broker = new SimulatedBroker();
    private final SimulatedLedger ledger = new SimulatedLedger();
    private final List<SimulatedScorer> scorers = new ArrayList<>();
    private final List<SimulatedBroker.Transaction> abandoned = new ArrayList<>();
    private final List<SimulatedFold> folds = new ArrayList<>();

    private ProtocolSimulation(ProtocolDesign design, long seed) {
        this.design = design;
        this.random = new SplittableRandom(seed);
    }

    /// What does not hold after a run with this seed; empty when all does.
    static List<String> violations(ProtocolDesign design, long seed) {
        return new ProtocolSimulation(design, seed).run();
    }

    private List<String> run() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            produce(partition);
            assign(partition);
        }
        assign(SimulatedBroker.RETRIES);
        folds.add(new SimulatedFold(design, broker, ledger, random));
        folds.add(new SimulatedFold(design, broker, ledger, random));
        for (int i = 0; i < TROUBLED_STEPS; i++) {
            trouble();
        }
        settle();
        return look();
    }

    private void trouble() {
        switch (random.nextInt(40)) {
            case 0, 1, 2 -> produce(random.nextInt(PARTITIONS));
            case 3 -> assign(random.nextInt(PARTITIONS + 1));
            case 4 -> crashScorer();
            case 5 -> abortAbandoned();
            case 6 -> retain(random.nextInt(PARTITIONS));
            case 7, 8 -> folds.get(random.nextInt(folds.size())).crash();
            case 9 -> ledger.moveTo(random.nextLong(ledger.position() + 1));
            case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 ->
                    folds.get(random.nextInt(folds.size())).step();
            default -> stepScorer();
        }
    }

    private void stepScorer() {
        scorers.removeIf(SimulatedScorer::isDead);
        if (!scorers.isEmpty()) {
            scorers.get(random.nextInt(scorers.size())).step();
        }
    }

    private void produce(int partition) {
        Partition source = broker.partition(partition);
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            source.log.add(kind());
        }
        if (random.nextBoolean()) {
            source.log.add(Kind.MARKER);
        }
    }

    private Kind kind() {
        return switch (random.nextInt(16)) {
            case 0 -> Kind.POISON;
            case 1, 2 -> Kind.WEAK;
            case 3 -> Kind.HOPELESS;
            default -> Kind.RECORD;
        };
    }

    /// A rebalance: the partition gets a new owner, the old one is not told.
    private void assign(int partition) {
        broker.partition(partition).generation++;
        scorers.add(new SimulatedScorer(design, broker, random, partition));
    }

    private void crashScorer() {
        if (!scorers.isEmpty()) {
            SimulatedScorer victim = scorers.remove(random.nextInt(scorers.size()));
            abandoned.add(victim.transaction());
            assign(victim.partition());
        }
    }

    /// The coordinator gives up on a transaction whose producer is gone, or only slow.
    private void abortAbandoned() {
        if (!abandoned.isEmpty() && random.nextInt(3) > 0) {
            broker.abort(abandoned.remove(random.nextInt(abandoned.size())));
        } else if (!scorers.isEmpty()) {
            broker.abort(scorers.get(random.nextInt(scorers.size())).transaction());
        }
    }

    private void retain(int partition) {
        Partition source = broker.partition(partition);
        if (random.nextInt(4) == 0 && source.log.size() > source.start + 1) {
            source.start += random.nextLong(1, Math.min(6, source.log.size() - source.start));
        }
    }

    private void settle() {
        abandoned.forEach(broker::abort);
        for (int partition = 0; partition <= PARTITIONS; partition++) {
            assign(partition);
        }
        for (int i = 0; i < PEACEFUL_STEPS && !isSettled(); i++) {
            scorers.forEach(SimulatedScorer::step);
            scorers.removeIf(SimulatedScorer::isDead);
            folds.forEach(SimulatedFold::step);
        }
    }

    private boolean isSettled() {
        return scorers.size() == PARTITIONS + 1
                && scorers.stream().allMatch(SimulatedScorer::isIdle)
                && ledger.position() == broker.trackingEnd();
    }

    private List<String> look() {
        List<String> violations = new ArrayList<>();
        if (ledger.position() != broker.trackingEnd()) {
            violations.add("the fold never came to the end of the tracking topic");
        }
        ledger.parked().forEach(reason -> violations.add("parked: " + reason));
        broker.partitions().forEach((number, source) -> look(number, source, violations));
        return violations;
    }

    private void look(int number, Partition source, List<String> violations) {
        if (!(ledger.frontier(number) instanceof FrontierState.Tracked frontier)) {
            violations.add("partition %d was never tracked".formatted(number));
            return;
        }
        if (frontier.next() != source.committed) {
            violations.add(
                    "frontier %d is not the committed %d"
                            .formatted(frontier.next(), source.committed));
        }
        long next = frontier.origin();
        boolean[] lost = new boolean[source.log.size()];
        for (TrackingEvent event : ledger.stretches(number)) {
            if (FrontierState.start(event) != next) {
                violations.add(
                        "a span starts at %d, not at %d"
                                .formatted(FrontierState.start(event), next));
            }
            next = FrontierState.end(event);
            count(source, event, lost, violations);
        }
        if (next != frontier.next()) {
            violations.add("spans end at %d, the frontier is %d".formatted(next, frontier.next()));
        }
        for (int offset = 0; number < PARTITIONS && offset < source.log.size(); offset++) {
            account(number, source, offset, frontier.origin(), lost[offset], violations);
        }
    }

    private static void count(
            Partition source, TrackingEvent event, boolean[] lost, List<String> violations) {
        switch (event) {
            case TrackingEvent.Origin _, TrackingEvent.Amended _ -> {}
            case TrackingEvent.Lost gone -> {
                for (long offset = gone.lo(); offset < gone.hi(); offset++) {
                    lost[(int) offset] = true;
                }
            }
            case TrackingEvent.Span span -> {
                long records = source.log.records(span.lo(), span.hi());
                if (records != span.records()) {
                    violations.add(
                            "[%d, %d) holds %d records, %d were told"
                                    .formatted(span.lo(), span.hi(), records, span.records()));
                }
            }
        }
    }

    /// Each message is scored exactly once, or is dead exactly once after as many attempts as there are, or was lost, or lies
    /// before the origin; and the ledger knows every attempt that failed.
    private void account(
            int partition,
            Partition source,
            int offset,
            long origin,
            boolean lost,
            List<String> violations) {
        List<LastStep> steps = new ArrayList<>();
        int scores = 0;
        int letters = 0;
        if (offset >= origin && !lost && source.log.isRecord(offset)) {
            Attempt attempt = source.log.attempt(partition, offset);
            while (!attempt.succeeds() && !attempt.dies(ProtocolDesign.MOST_ATTEMPTS)) {
                steps.add(new LastStep(0, attempt.number(), ExceptionState.FAILED));
                attempt = attempt.numbered(attempt.number() + 1);
            }
            scores = attempt.succeeds() ? 1 : 0;
            letters = 1 - scores;
            if (letters == 1 || attempt.number() > 1) {
                steps.add(
                        new LastStep(
                                0,
                                attempt.number(),
                                scores == 1 ? ExceptionState.HEALED : ExceptionState.DEAD));
            }
        }
        String message = SimulatedScorer.message(partition, offset);
        if (broker.visibleScores(message) != scores) {
            violations.add(
                    "message %s has %d scores".formatted(message, broker.visibleScores(message)));
        }
        int dead = broker.visibleScores(SimulatedScorer.letter(message));
        if (dead != letters) {
            violations.add("message %s has %d dead letters".formatted(message, dead));
        }
        if (!ledger.steps(message).equals(steps)) {
            violations.add("message %s has the steps %s".formatted(message, ledger.steps(message)));
        }
    }
}
