package dev.scorebus.benchmarks.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.benchmarks.nemesis.Feed.Fates;
import dev.scorebus.benchmarks.nemesis.Ledger.Fate;
import dev.scorebus.benchmarks.nemesis.Schedule.Strike;
import dev.scorebus.benchmarks.service.Python;
import dev.scorebus.benchmarks.service.StreamAction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The services as processes, struck while they work: no message is lost, none counts twice, and the audit says so. Three faults
/// are chosen, and then those of a short trial that no build before had: `-Dscorebus.seed=N` strikes again as seed N did, and
/// `./scorebus bench nemesis` goes on for longer.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int PARTITIONS = 4;
    private static final int PER_SECOND = 200;
    private static final int BURST = 4_000;
    private static final int LOOKS = 5;

    private static final int TRIED = Integer.getInteger("scorebus.messages", 2_000);
    private static final Duration TRIAL =
            Duration.parse(System.getProperty("scorebus.nemesis", "PT15S"));

    private static final int NEIGHBOURS = 200;
    private static final int HALTING = 77;
    private static final int DEATHS = 6;

    /// How long PostgreSQL is away: seconds in every build, `-Dscorebus.outage=PT1M` by hand.
    private static final Duration OUTAGE =
            Duration.parse(System.getProperty("scorebus.outage", "PT6S"));

    /// No score for so long would mean that scoring waits for something.
    private static final Duration SILENCE = Duration.ofSeconds(4);

    private final PullRequestRows rows = PullRequestRows.generate(2_000);
    private final Cluster cluster;

    FaultsTest() throws Exception {
        cluster =
                Cluster.start(
                        BenchModel.train(rows),
                        new ClusterSettings(
                                2, Duration.ofSeconds(2), 500, Path.of("target", "nemesis")));
    }

    @AfterAll
    void stop() throws IOException {
        cluster.close();
    }

    @Test
    void anInstanceThatIsKilledAndOneThatSleepsTooLongLoseAndDoubleNothing() throws Exception {
        StreamAction action = apply("killed-and-frozen");
        Ledger ledger = new Ledger();
        try (Outcomes outcomes = new Outcomes(cluster, action)) {
            try (Feed feed = feed(action, ledger)) {
                feed.flow(PER_SECOND);
                Fault.Remedy wake = freezeAtWork(feed, action, outcomes);
                overtaken(action, ledger, outcomes);
                wake.apply();
                wake = freezeAtWork(feed, action, outcomes);
                Fault.Remedy restart = new Fault.ScorerKilled(1).strike(cluster);
                restart.apply();
                overtaken(action, ledger, outcomes);
                wake.apply();
            }
            assertBooksHold(action, ledger, outcomes);
        }
    }

    /// Freezes the first instance with messages in hand that it is scoring. While it is in a transaction it would prove less: the broker
    /// ends a transaction that takes too long, whatever the instance does when it wakes.
    private Fault.Remedy freezeAtWork(Feed feed, StreamAction action, Outcomes outcomes)
            throws InterruptedException {
        await().atMost(PATIENCE).until(() -> cluster.members(action) == 2);
        feed.burst(BURST);
        int before = outcomes.scored();
        await().atMost(PATIENCE).until(() -> outcomes.scored() > before + BURST / 10);
        Fault.Remedy wake = new Fault.ScorerFrozen(0).strike(cluster);
        while (isInTransaction()) {
            wake.apply();
            wake = new Fault.ScorerFrozen(0).strike(cluster);
        }
        return wake;
    }

    /// Whether a transaction stays open: those of an instance that is not frozen take milliseconds.
    private boolean isInTransaction() throws InterruptedException {
        Map<String, Long> open = cluster.openTransactions();
        for (int look = 0; look < LOOKS && !open.isEmpty(); look++) {
            open.entrySet().retainAll(cluster.openTransactions().entrySet());
        }
        return !open.isEmpty();
    }

    /// Returns when one instance has all partitions, and has done what was sent until then.
    private void overtaken(StreamAction action, Ledger ledger, Outcomes outcomes) {
        await().atMost(PATIENCE).until(() -> cluster.members(action) == 1);
        Ledger before = ledger.copy();
        await().atMost(PATIENCE).until(() -> outcomes.reckon(before).missing().isEmpty());
    }

    @Test
    void scoringGoesOnWithoutTheDatabaseAndTrackingCatchesUp() throws Exception {
        StreamAction action = apply("database-away");
        Ledger ledger = new Ledger();
        try (Outcomes outcomes = new Outcomes(cluster, action)) {
            try (Feed feed = feed(action, ledger)) {
                feed.flow(PER_SECOND);
                await().atMost(PATIENCE).until(() -> outcomes.scored() > PER_SECOND);

                new Nemesis(cluster, System.out)
                        .run(
                                new Schedule(
                                        List.of(
                                                new Strike(
                                                        Duration.ofSeconds(1),
                                                        OUTAGE,
                                                        new Fault.DatabaseStopped()))));
            }
            assertBooksHold(action, ledger, outcomes);
            System.out.printf(
                    "%d messages, at most %s between two scores%n",
                    ledger.size(), outcomes.longestSilence());
            assertThat(outcomes.longestSilence()).isLessThan(SILENCE);
        }
    }

    @Test
    void aMessageThatHaltsItsProcessIsADeadLetterAfterItsSixthDeathAndItsNeighboursAreScoredOnce()
            throws Exception {
        StreamAction action = apply("halting");
        Ledger ledger = new Ledger();
        try (Outcomes outcomes = new Outcomes(cluster, action)) {
            int[] sent = {0};
            try (Feed feed =
                    new Feed(
                            cluster,
                            action,
                            rows,
                            () -> sent[0]++ == HALTING ? Fate.KILLS : Fate.SCORED,
                            InstantSource.system(),
                            ledger)) {
                feed.burst(NEIGHBOURS);
            }
            int deaths = 0;
            while (!outcomes.reckon(ledger).missing().isEmpty()) {
                assertThat(deaths).isLessThanOrEqualTo(DEATHS);
                await().atMost(PATIENCE)
                        .until(
                                () ->
                                        cluster.hasDied()
                                                || outcomes.reckon(ledger).missing().isEmpty());
                deaths += cluster.revive().size();
            }
            assertBooksHold(action, ledger, outcomes);
            assertThat(deaths + cluster.revive().size()).isEqualTo(DEATHS);
            JsonNode letter =
                    cluster.tracking()
                            .api()
                            .get("/api/dead-letters?action=" + action.name())
                            .path(0);
            assertThat(letter.path("attempt").asInt()).isEqualTo(DEATHS);
            assertThat(letter.path("error").asString()).contains("6 instances died");
        }
    }

    @Test
    void whateverBefallsTheClusterEveryMessageCountsOnce() throws Exception {
        long seed = Long.getLong("scorebus.seed", new Random().nextInt(1, Integer.MAX_VALUE));
        cluster.awaitReady();
        Trial trial = new Trial(cluster, rows, science(seed), InstantSource.system(), System.out);

        Trial.Verdict verdict = trial.run(seed, TRIED, TRIAL);

        assertThat(verdict.problems()).as("repeat by -Dscorebus.seed=%d", seed).isEmpty();
    }

    /// A seed chooses the program as well; where there is no Python, there is no choice.
    private static Science science(long seed) throws IOException {
        return seed % 2 == 1 && Python.find(System.getenv("PATH")).isPresent()
                ? Science.PYTHON
                : Science.TREES;
    }

    private StreamAction apply(String name) throws InterruptedException {
        StreamAction action = new StreamAction(name, name + "-in", name + "-scores", "all");
        cluster.apply(action, PARTITIONS);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> cluster.members(action) > 0);
        return action;
    }

    private Feed feed(StreamAction action, Ledger ledger) {
        return new Feed(
                cluster,
                action,
                rows,
                Fates.poison(2, new Random(42)),
                InstantSource.system(),
                ledger);
    }

    private void assertBooksHold(StreamAction action, Ledger ledger, Outcomes outcomes) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(outcomes.reckon(ledger).missing()).isEmpty());
        assertThat(outcomes.reckon(ledger)).matches(Reckoning::holds);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            JsonNode audit = cluster.audit(action);
                            assertThat(audit.path("holds").asBoolean())
                                    .as(audit.toPrettyString())
                                    .isTrue();
                            assertThat(audit.path("records").asInt()).isEqualTo(ledger.size());
                        });
        assertThat(outcomes.reckon(ledger)).matches(Reckoning::holds);
    }
}
