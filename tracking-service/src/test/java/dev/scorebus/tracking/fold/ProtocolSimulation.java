package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.tracking.fold.SimulatedBroker.Partition;
import dev.scorebus.tracking.fold.SimulatedLog.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// One seeded run of the protocol under everything that can go wrong: rebalances, zombies that write on, crashes between any
/// two steps, transactions that the coordinator aborts, retention that overtakes the group, folds that crash, race and start
/// over from an old position. Then all is left in peace, and what must hold is looked at.
final class ProtocolSimulation {
    private static final int PARTITIONS = 2;
    private static final int TROUBLED_STEPS = 800;
    private static final int BATCH_END = 25;
    private static final int PEACEFUL_STEPS = 20_000;

    private final ProtocolDesign design;
    private final SplittableRandom random;
    private final boolean manyLetters;
    private final SimulatedBroker broker = new SimulatedBroker();
    private final SimulatedLedger ledger = new SimulatedLedger();
    private final List<SimulatedScorer> scorers = new ArrayList<>();
    private final List<SimulatedBroker.Transaction> abandoned = new ArrayList<>();
    private final List<SimulatedFold> folds = new ArrayList<>();
    private final List<SimulatedOutbox> outboxes = new ArrayList<>();
    private final List<SimulatedHealer> healers = new ArrayList<>();
    private final List<SimulatedBatch> batchWorkers = new ArrayList<>();
    private final SimulatedDesk desk;
    private final List<String> runs = new ArrayList<>(List.of("run-1", "run-2"));
    private final List<String> endedRuns = new ArrayList<>();
    private final List<SimulatedHealer> frozen = new ArrayList<>();

    private ProtocolSimulation(ProtocolDesign design, long seed) {
        this.design = design;
        this.random = new SplittableRandom(seed);
        this.manyLetters = seed % 2 != 0;
        this.desk = new SimulatedDesk(design, broker, ledger, random);
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
        outboxes.add(new SimulatedOutbox(design, broker, ledger, random));
        outboxes.add(new SimulatedOutbox(design, broker, ledger, random));
        runs.forEach(this::heal);
        for (int i = 0; i < TROUBLED_STEPS; i++) {
            trouble();
        }
        settle();
        return look();
    }

    /// Every second run is mostly about dead letters.
    private void trouble() {
        if (random.nextInt(6) == 0) {
            workOnBatch();
        } else if (manyLetters && random.nextInt(3) > 0) {
            workOnLetters();
        } else {
            workOnMessages();
        }
    }

    private void workOnLetters() {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> outboxes.get(random.nextInt(outboxes.size())).step();
            case 3, 4, 5, 6 -> stepHealer();
            case 7 -> desk.step();
            case 8, 9 -> folds.get(random.nextInt(folds.size())).step();
            case 10 -> stepScorer();
            default -> troubleLetters();
        }
    }

    private void workOnMessages() {
        switch (random.nextInt(60)) {
            case 0, 1, 2 -> produce(random.nextInt(PARTITIONS));
            case 3 -> assign(random.nextInt(PARTITIONS + 1));
            case 4 -> crashScorer();
            case 5 -> abortAbandoned();
            case 6 -> retain(random.nextInt(PARTITIONS));
            case 7, 8 -> folds.get(random.nextInt(folds.size())).crash();
            case 9 -> ledger.moveTo(random.nextLong(ledger.position() + 1));
            case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 ->
                    folds.get(random.nextInt(folds.size())).step();
            case 20, 21, 22, 23, 24, 25 -> outboxes.get(random.nextInt(outboxes.size())).step();
            case 26, 27, 28, 29 -> stepHealer();
            case 30, 31, 32 -> desk.step();
            case 33, 34, 35, 36, 37, 38 -> troubleLetters();
            default -> stepScorer();
        }
    }

    private void workOnBatch() {
        if (random.nextInt(8) == 0) {
            troubleBatch();
        } else {
            stepBatch();
        }
    }

    private void stepBatch() {
        batchWorkers.removeIf(SimulatedBatch::isDead);
        if (!batchWorkers.isEmpty()) {
            batchWorkers.get(random.nextInt(batchWorkers.size())).step();
        }
    }

    /// A worker of the batch run is lost, or another goes on with the run and the old one is not told.
    private void troubleBatch() {
        if (!batchWorkers.isEmpty() && random.nextBoolean()) {
            abandoned.add(batchWorkers.remove(random.nextInt(batchWorkers.size())).transaction());
        }
        batch();
    }

    /// A worker goes on with the batch run.
    private void batch() {
        batchWorkers.add(new SimulatedBatch(design, broker, random, BATCH_END));
    }

    private void troubleLetters() {
        int run = random.nextInt(runs.size());
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> outboxes.get(random.nextInt(outboxes.size())).crash();
            case 3 -> heal(runs.get(run));
            case 4 -> crashHealer();
            case 5, 6 -> endRun(busyRun(run));
            case 7, 8, 9 -> wakeUp();
            case 10, 11 -> desk.discard();
            default -> desk.replay();
        }
    }

    /// The run of a worker that holds a page, if there is one.
    private int busyRun(int otherwise) {
        return healers.stream()
                .filter(SimulatedHealer::isBusy)
                .map(worker -> runs.indexOf(worker.run()))
                .filter(run -> run >= 0)
                .findFirst()
                .orElse(otherwise);
    }

    /// Another worker goes on with a run; the old one is not told.
    private void heal(String run) {
        healers.add(new SimulatedHealer(design, broker, ledger, random, run));
    }

    /// A run has failed for good while its workers are frozen: what it holds is released, and another run begins.
    private void endRun(int run) {
        String ended = runs.get(run);
        endedRuns.add(ended);
        healers.stream().filter(worker -> worker.run().equals(ended)).forEach(frozen::add);
        healers.removeAll(frozen);
        if (random.nextBoolean()) {
            frozen.add(new SimulatedHealer(design, broker, ledger, random, ended));
        }
        desk.release(ended);
        runs.set(run, "run-" + (runs.size() + endedRuns.size()));
        heal(runs.get(run));
    }

    private void wakeUp() {
        healers.addAll(frozen);
        frozen.clear();
    }

    private void stepHealer() {
        healers.removeIf(SimulatedHealer::isDead);
        if (!healers.isEmpty()) {
            healers.get(random.nextInt(healers.size())).step();
        }
    }

    private void crashHealer() {
        if (!healers.isEmpty()) {
            SimulatedHealer victim = healers.remove(random.nextInt(healers.size()));
            abandoned.add(victim.transaction());
            if (runs.contains(victim.run())) {
                heal(victim.run());
            }
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
        return switch (random.nextInt(manyLetters ? 10 : 16)) {
            case 0, 1, 2 -> Kind.POISON;
            case 3, 4 -> Kind.WEAK;
            case 5 -> Kind.HOPELESS;
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
        frozen.forEach(worker -> broker.abort(worker.transaction()));
        healers.stream()
                .filter(worker -> endedRuns.contains(worker.run()))
                .forEach(worker -> broker.abort(worker.transaction()));
        healers.removeIf(worker -> endedRuns.contains(worker.run()));
        endedRuns.forEach(desk::release);
        runs.forEach(this::heal);
        batch();
        while (broker.partition(0).log.end() < BATCH_END) {
            produce(0);
        }
        for (int i = 0; i < PEACEFUL_STEPS && !isSettled(); i++) {
            healers.forEach(SimulatedHealer::step);
            healers.removeIf(SimulatedHealer::isDead);
            batchWorkers.forEach(SimulatedBatch::step);
            batchWorkers.removeIf(SimulatedBatch::isDead);
            outboxes.getFirst().step();
            desk.step();
            scorers.forEach(SimulatedScorer::step);
            scorers.removeIf(SimulatedScorer::isDead);
            folds.forEach(SimulatedFold::step);
        }
    }

    private boolean isSettled() {
        return scorers.size() == PARTITIONS + 1
                && scorers.stream().allMatch(SimulatedScorer::isIdle)
                && healers.stream().allMatch(SimulatedHealer::isIdle)
                && batchWorkers.stream().allMatch(SimulatedBatch::isDone)
                && outboxes.getFirst().isIdle()
                && desk.isIdle()
                && ledger.position() == broker.trackingEnd();
    }

    private List<String> look() {
        List<String> violations = new ArrayList<>();
        if (ledger.position() != broker.trackingEnd()) {
            violations.add("the fold never came to the end of the tracking topic");
        }
        ledger.parked().forEach(reason -> violations.add("parked: " + reason));
        for (int number = 0; number <= SimulatedBroker.RETRIES; number++) {
            Partition source = broker.partition(number);
            look(
                    number,
                    source,
                    number == SimulatedBroker.RETRIES ? 0 : source.log.size(),
                    violations);
        }
        look(SimulatedBroker.BATCH, broker.partition(SimulatedBroker.BATCH), BATCH_END, violations);
        return violations;
    }

    /// @param end the offset behind the last one whose message is followed
    private void look(int number, Partition source, long end, List<String> violations) {
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
        for (int offset = 0; offset < end; offset++) {
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

    private void account(
            int partition,
            Partition source,
            int offset,
            long origin,
            boolean lost,
            List<String> violations) {
        boolean counts = offset >= origin && !lost && source.log.isRecord(offset);
        String message = SimulatedScorer.message(partition, offset);
        SimulatedStory story = new SimulatedStory(message, ledger.steps(message));
        story.check(
                counts ? source.log.attempt(partition, offset) : null,
                broker.visibleScores(message),
                broker.visibleScores(SimulatedScorer.letter(message)),
                violations);
    }
}
