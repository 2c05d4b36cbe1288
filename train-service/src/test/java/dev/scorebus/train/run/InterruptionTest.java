package dev.scorebus.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.train.data.RegisteredRows;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.train.registry.ModelRegistry;
import dev.scorebus.training.TrainingRequest;
import dev.scorebus.training.TrainingRun;
import dev.scorebus.training.TrainingRun.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// What becomes of runs that do not come to their end.
@ScorebusTest(
        properties = {
            "scorebus.train.home=target/test-homes/interruption",
            "scorebus.train.poll=50ms",
            "scorebus.train.lease=20s"
        })
@Import({GateTest.WithFakeProgram.class, RegisteredRows.class})
class InterruptionTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final TrainingRuns runs;
    private final SlotTable slots;
    private final Settlement settlement;
    private final ModelRegistry registry;
    private final RunLoop loop;
    private final FakeProgram program;
    private final RegisteredRows rows;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;
    private String dataSet = "";

    InterruptionTest(
            TrainingRuns runs,
            SlotTable slots,
            Settlement settlement,
            ModelRegistry registry,
            RunLoop loop,
            FakeProgram program,
            RegisteredRows rows,
            TransactionTemplate transaction,
            JdbcClient jdbc) {
        this.runs = runs;
        this.slots = slots;
        this.settlement = settlement;
        this.registry = registry;
        this.loop = loop;
        this.program = program;
        this.rows = rows;
        this.transaction = transaction;
        this.jdbc = jdbc;
    }

    @BeforeEach
    void onlyTheTestTakesRuns() throws Exception {
        loop.stop();
        dataSet = rows.register();
        program.gate = new CountDownLatch(0);
    }

    @AfterEach
    void goOn() {
        loop.start();
    }

    @Test
    void aKilledServicesRunEndsAsFailedSaysWhyAndCanBeStartedAgain() throws Exception {
        Claim claim = claimed("killed", SHORT);

        awaitReaped(claim);

        TrainingRun run = runs.run(claim.runId());
        assertThat(run.state()).isEqualTo(State.FAILED);
        assertThat(run.error())
                .startsWith("interrupted: the service that ran it stopped at 20")
                .endsWith("POST /api/training-runs/%s/restart".formatted(run.id()));
        assertThat(run.endedAt()).isNotNull();
        assertThat(registry.alias("killed", null, "champion")).isEmpty();

        TrainingRun again = runs.restart(claim.runId());
        assertThat(again.restartOf()).isEqualTo(run.id());
        loop.start();
        awaitState(again, State.TRAINED);
        assertThat(registry.alias("killed", null, "champion")).isPresent();
    }

    @Test
    void aWorkerWhoseLeaseIsOverRegistersNothingEvenBeforeSomeoneNotices() throws Exception {
        Claim claim = claimed("slow", SHORT);
        await().pollDelay(SHORT.multipliedBy(3)).until(() -> true);

        assertThat(settlement.trained(claim, FakeProgram.trained("slow"))).isNull();
        assertThat(settlement.failed(claim, "late")).isFalse();

        assertThat(runs.run(claim.runId()).state()).isEqualTo(State.RUNNING);
        assertThat(registry.alias("slow", null, "champion")).isEmpty();
        awaitReaped(claim);
    }

    @Test
    void aWorkerThatWakesUpAfterItsSlotWasGivenAwayRegistersNothing() throws Exception {
        Claim dead = claimed("zombie", SHORT);
        awaitReaped(dead);
        Claim next = claimed("next", LONG);
        assertThat(next.slot()).isEqualTo(dead.slot());
        assertThat(next.fence()).isGreaterThan(dead.fence());

        assertThat(slots.renew(dead, LONG, null)).isEqualTo(Renewal.LOST);
        assertThat(settlement.trained(dead, FakeProgram.trained("zombie"))).isNull();

        assertThat(runs.run(dead.runId()).state()).isEqualTo(State.FAILED);
        assertThat(registry.alias("zombie", null, "champion")).isEmpty();
        assertThat(settlement.trained(next, FakeProgram.trained("next"))).isNotNull();
        assertThat(runs.run(next.runId()).state()).isEqualTo(State.TRAINED);
    }

    @Test
    void endingARunTwiceWritesOnce() throws Exception {
        Claim claim = claimed("once", LONG);

        assertThat(settlement.trained(claim, FakeProgram.trained("once"))).isNotNull();
        assertThat(settlement.failed(claim, "twice")).isFalse();

        assertThat(runs.run(claim.runId()).state()).isEqualTo(State.TRAINED);
    }

    @Test
    void aRunIsTrainedButNotPromotedWhenItsAliasIsMovedJustThen() throws Exception {
        String first = settled(claimed("contested", LONG), "first");
        Claim other = claimed("contested", LONG);
        String second = settled(withoutPromotion(other), "second");
        Claim late = claimed("contested", LONG);

        String third;
        try (ExecutorService mover = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> moving =
                    mover.submit(
                            () ->
                                    transaction.executeWithoutResult(
                                            _ -> {
                                                registry.move(
                                                        "contested",
                                                        null,
                                                        "champion",
                                                        second,
                                                        first);
                                                awaitSomeoneWhoWaitsForALock();
                                            }));
            await().until(() -> locks() > 0);
            third = settled(late, "third");
            moving.get();
        }

        TrainingRun run = runs.run(late.runId());
        assertThat(run.state()).isEqualTo(State.TRAINED);
        assertThat(run.modelVersion()).isEqualTo(third);
        assertThat(run.notes())
                .singleElement()
                .asString()
                .startsWith("not promoted: alias 'champion' was moved meanwhile, to " + second);
        assertThat(registry.alias("contested", null, "champion").orElseThrow().version())
                .isEqualTo(second);
    }

    @Test
    void aModelThatIsWorseThanItsBaseRateIsPromotedWithAWarningAndTheWayBack() throws Exception {
        Map<String, Double> worse = Map.of("rmse", 2.5, "rmse.base", 1.0);
        Claim first = claimed("worse", LONG);
        String before = settlement.trained(first, FakeProgram.trained("w1", worse));
        Claim second = claimed("worse", LONG);
        settlement.trained(second, FakeProgram.trained("w2", worse));
        Claim good = claimed("worse", LONG);
        settlement.trained(good, FakeProgram.trained("w3", Map.of("rmse", 0.5, "rmse.base", 1.0)));

        String warning =
                "WARNING: on the rows held out it is worse than their base rate: rmse 2.500, base rate 1.000; 'champion' names it now";
        assertThat(runs.run(first.runId()).notes()).containsExactly(warning);
        assertThat(runs.run(second.runId()).notes())
                .containsExactly(
                        "%s; to go back: ./scorebus model promote worse %s --alias champion"
                                .formatted(warning, before));
        assertThat(runs.run(good.runId()).notes()).isEmpty();
    }

    @Test
    void aServiceThatIsStoppedEndsItsRunAtOnce() {
        program.gate = new CountDownLatch(1);
        TrainingRun run = runs.submit(FakeProgram.request("stopped", dataSet));
        loop.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> program.active.get() == 1);

        loop.stop();

        TrainingRun ended = runs.run(UUID.fromString(run.id()));
        assertThat(ended.state()).isEqualTo(State.FAILED);
        assertThat(ended.error()).startsWith("interrupted: ");
    }

    @Test
    void aQueuedRunIsCancelledAtOnceAndNeverStarts() {
        TrainingRun run = runs.submit(FakeProgram.request("queued", dataSet));

        TrainingRun cancelled = runs.cancel(UUID.fromString(run.id()));

        assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
        assertThat(slots.claim("test", 15, SHORT)).isEmpty();
        assertThat(runs.cancel(UUID.fromString(run.id())).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aRunningRunIsCancelledAndShowsItsProgressBefore() {
        program.gate = new CountDownLatch(1);
        TrainingRun run = runs.submit(FakeProgram.request("running", dataSet));
        UUID id = UUID.fromString(run.id());
        loop.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> runs.run(id).progress() != null);

        runs.cancel(id);

        awaitState(run, State.CANCELLED);
        assertThatThrownBy(() -> runs.cancel(UUID.fromString(trainedRun())))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("has ended already");
    }

    @Test
    void aRunThatWasCancelledBeforeItsServiceDiedCountsAsCancelled() {
        Claim claim = claimed("cancelled", SHORT);
        runs.cancel(claim.runId());

        awaitReaped(claim);

        assertThat(runs.run(claim.runId()).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aBugInAProgramFailsItsRunAndNothingElse() {
        TrainingRun broken = runs.submit(FakeProgram.request("broken", dataSet));
        loop.start();

        awaitState(broken, State.FAILED);

        assertThat(runs.run(UUID.fromString(broken.id())).error()).contains("a bug in the program");
        awaitState(runs.submit(FakeProgram.request("after", dataSet)), State.TRAINED);
    }

    @Test
    void aRunThatHasNotEndedIsNotStartedAgain() {
        Claim claim = claimed("busy", SHORT);

        assertThatThrownBy(() -> runs.restart(claim.runId()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("has not ended yet");
        awaitReaped(claim);
    }

    private String settled(Claim claim, String artefact) throws Exception {
        return Objects.requireNonNull(settlement.trained(claim, FakeProgram.trained(artefact)));
    }

    private static Claim withoutPromotion(Claim claim) {
        TrainingRequest request = claim.request();
        TrainingRequest quiet =
                new TrainingRequest(
                        request.program(),
                        request.model(),
                        null,
                        request.dataSet(),
                        null,
                        request.target(),
                        List.of(),
                        null,
                        null,
                        null,
                        0.2,
                        Map.of(),
                        0L,
                        null);
        return new Claim(claim.runId(), claim.slot(), claim.fence(), quiet, claim.startedAt());
    }

    private void awaitSomeoneWhoWaitsForALock() {
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                jdbc.sql(
                                                        "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
                                                .query(Integer.class)
                                                .single()
                                        > 0);
    }

    /// Row locks that a writer holds on the aliases.
    private int locks() {
        return jdbc.sql(
                        "SELECT count(*) FROM pg_locks WHERE relation = 'model_alias'::regclass AND mode = 'RowExclusiveLock'")
                .query(Integer.class)
                .single();
    }

    private String trainedRun() {
        program.gate = new CountDownLatch(0);
        TrainingRun run = runs.submit(FakeProgram.request("done", dataSet));
        awaitState(run, State.TRAINED);
        return run.id();
    }

    private Claim claimed(String model, Duration lease) {
        TrainingRun run = runs.submit(FakeProgram.request(model, dataSet));
        Claim claim = slots.claim("test", 15, lease).orElseThrow();
        assertThat(claim.runId()).hasToString(run.id());
        return claim;
    }

    private void awaitReaped(Claim claim) {
        await().atMost(Duration.ofSeconds(20)).until(() -> slots.reap().contains(claim.runId()));
    }

    private void awaitState(TrainingRun run, State state) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> runs.run(UUID.fromString(run.id())).state() == state);
    }
}
