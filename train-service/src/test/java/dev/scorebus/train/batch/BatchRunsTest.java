package dev.scorebus.train.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scorebus.batch.BatchPlan;
import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.BatchRun;
import dev.scorebus.batch.BatchRun.State;
import dev.scorebus.batch.Source;
import dev.scorebus.batch.WorkerReport;
import dev.scorebus.batch.WorkerReport.Standing;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.train.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;

/// What becomes of batch runs and of those who carry them out.
@ScorebusTest(properties = "scorebus.train.home=target/test-homes/batch-runs")
@Import(Workers.class)
class BatchRunsTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    // For a claim that must still hold at the next line, however slow the machine is.
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int ALL = 15;

    private final BatchRuns runs;
    private final BatchSlotTable slots;
    private final ReapLoop loop;
    private final Workers workers;

    BatchRunsTest(BatchRuns runs, BatchSlotTable slots, ReapLoop loop, Workers workers) {
        this.runs = runs;
        this.slots = slots;
        this.loop = loop;
        this.workers = workers;
    }

    @BeforeEach
    void onlyTheTestReaps() {
        loop.stop();
    }

    @AfterEach
    void nothingIsLeft() {
        for (BatchRun run : runs.newest(State.QUEUED, null, 1000)) {
            runs.cancel(UUID.fromString(run.id()));
        }
    }

    @Test
    void aRunWhoseWorkerFellSilentIsTakenUpAgainWithItsPlanAndTheOldWorkerMayWriteNothing() {
        UUID run = workers.submit("silent");
        Workers.Work zombie = workers.claim(ALL, LONG).orElseThrow();
        BatchPlan plan = plan(7);
        assertThat(slots.renew(run, withPlan(zombie, plan), SHORT).orElseThrow().plan())
                .isEqualTo(plan);
        awaitReaped(run);
        assertThat(workers.state(run)).isEqualTo(State.QUEUED);

        Workers.Work next = workers.claim(ALL, LONG).orElseThrow();

        assertThat(next.run()).isEqualTo(run);
        assertThat(runs.report(run, Workers.report(zombie, 5L)).standing())
                .isEqualTo(Standing.LOST);
        assertThat(workers.end(zombie, State.DONE)).isFalse();
        WorkerReport.Answer answer = runs.report(run, withPlan(next, plan(8)));
        assertThat(answer.standing()).isEqualTo(Standing.HELD);
        assertThat(answer.plan()).isEqualTo(plan);
        assertThat(workers.end(next, State.DONE)).isTrue();
        assertThat(workers.state(run)).isEqualTo(State.DONE);
        assertThat(runs.run(run).progress()).isNull();
    }

    @Test
    void aRunThatKillsEachOfItsWorkersAtTheSamePlaceFailsAfterTheSixth() {
        UUID run = workers.submit("deadly");
        Workers.Work first = workers.claim(ALL, LONG).orElseThrow();
        assertThat(slots.renew(run, Workers.report(first, 40L), SHORT)).isPresent();
        awaitReaped(run);
        for (int death = 1; death < BatchSlotTable.CLAIMS_IN_VAIN; death++) {
            Workers.Work work = workers.claim(ALL, LONG).orElseThrow();
            assertThat(slots.renew(run, Workers.report(work, 40L), SHORT)).isPresent();
            awaitReaped(run);
            assertThat(workers.state(run)).isEqualTo(State.QUEUED);
        }
        assertThat(workers.claim(ALL, SHORT)).isPresent();
        awaitReaped(run);

        assertThat(workers.state(run)).isEqualTo(State.FAILED);
        assertThat(runs.run(run).error())
                .startsWith("its worker fell silent 6 times in a row at the same place")
                .endsWith("POST /api/batch-runs/%s/restart".formatted(run));
    }

    @Test
    void workersThatGoAwayInOrderAreNotHeldAgainstARun() {
        UUID run = workers.submit("moved");
        for (int move = 0; move < 2 * BatchSlotTable.CLAIMS_IN_VAIN; move++) {
            assertThat(workers.end(workers.claim(ALL, LONG).orElseThrow(), State.QUEUED)).isTrue();
        }
        assertThat(workers.claim(ALL, SHORT)).isPresent();
        awaitReaped(run);
        assertThat(workers.state(run)).isEqualTo(State.QUEUED);
    }

    @Test
    void aQueuedRunIsCancelledAtOnceAndARunningOneWhenItsWorkerHearsOfIt() {
        UUID queued = workers.submit("cancelled");
        assertThat(runs.cancel(queued).state()).isEqualTo(State.CANCELLED);
        assertThat(workers.claim(ALL, LONG)).isEmpty();

        UUID running = workers.submit("cancelled");
        Workers.Work work = workers.claim(ALL, LONG).orElseThrow();
        assertThat(runs.cancel(running).state()).isEqualTo(State.RUNNING);
        assertThat(runs.report(running, Workers.report(work, 3L)).standing())
                .isEqualTo(Standing.CANCELLED);
        assertThat(workers.end(work, State.CANCELLED)).isTrue();
        assertThat(runs.run(running).endedAt()).isNotNull();

        assertThatThrownBy(() -> runs.cancel(done()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("has ended already");
    }

    @Test
    void aRunThatWasCancelledBeforeItsWorkerFellSilentOrLeftIsNotTakenUpAgain() {
        UUID silent = workers.submit("cancelled");
        assertThat(workers.claim(ALL, SHORT)).isPresent();
        runs.cancel(silent);
        awaitReaped(silent);
        assertThat(workers.state(silent)).isEqualTo(State.CANCELLED);

        UUID left = workers.submit("cancelled");
        Workers.Work work = workers.claim(ALL, LONG).orElseThrow();
        runs.cancel(left);
        assertThat(workers.end(work, State.QUEUED)).isTrue();
        assertThat(workers.state(left)).isEqualTo(State.CANCELLED);
    }

    @Test
    void aRunIsStartedAgainWhenItHasEnded() {
        UUID run = workers.submit("again");
        assertThatThrownBy(() -> runs.restart(run))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("has not ended yet");
        assertThat(workers.end(workers.claim(ALL, LONG).orElseThrow(), State.DONE)).isTrue();

        BatchRun again = runs.restart(run);

        assertThat(again.restartOf()).isEqualTo(run.toString());
        assertThat(again.request()).isEqualTo(runs.run(run).request());
    }

    @Test
    void aScheduleThatManyAskForIsOneRunAndOneAtATime() {
        Instant nine = Instant.parse("2026-11-24T09:00:00Z");
        BatchRun first = runs.submit(heal(nine));

        assertThat(runs.submit(heal(nine)).id()).isEqualTo(first.id());
        assertThatThrownBy(() -> runs.submit(heal(nine.plusSeconds(3600))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("%s of action 'healed' has not ended".formatted(first.id()));

        assertThat(workers.end(workers.claim(ALL, LONG).orElseThrow(), State.DONE)).isTrue();
        assertThat(runs.submit(heal(nine)).id()).isEqualTo(first.id());
        assertThat(runs.submit(heal(nine.plusSeconds(3600))).id()).isNotEqualTo(first.id());
    }

    private UUID done() {
        UUID run = workers.submit("done");
        assertThat(workers.end(workers.claim(ALL, LONG).orElseThrow(), State.DONE)).isTrue();
        return run;
    }

    private void awaitReaped(UUID run) {
        await().atMost(Duration.ofSeconds(20)).until(() -> slots.reap().contains(run));
    }

    private static BatchRequest heal(Instant due) {
        Source dead = Source.of(Source.DeadLetterFilter.ALL);
        return new BatchRequest("healed", dead, null, null, null, due);
    }

    private static BatchPlan plan(long to) {
        UUID topicId = UUID.fromString("7f3c8b0e-0000-4000-8000-000000000001");
        return new BatchPlan("some-topic", topicId, List.of(new BatchPlan.Range(0, 0, to)));
    }

    private static WorkerReport withPlan(Workers.Work work, BatchPlan plan) {
        return new WorkerReport(work.slot(), work.fence(), null, null, plan, null);
    }
}
