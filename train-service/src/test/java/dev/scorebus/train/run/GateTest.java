package dev.scorebus.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.train.TrainProperties;
import dev.scorebus.train.data.RegisteredRows;
import dev.scorebus.training.TrainingRun;
import dev.scorebus.training.TrainingRun.State;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/// Three instances over one database, each of which alone would take 15 runs.
@ScorebusTest(
        properties = {
            "scorebus.train.home=target/test-homes/gate",
            "scorebus.train.parallel=15",
            "scorebus.train.poll=50ms"
        })
@Import({GateTest.WithFakeProgram.class, RegisteredRows.class})
class GateTest {
    private final TrainingRuns runs;
    private final RunTable table;
    private final FakeProgram program;
    private final List<RunLoop> replicas;
    private final RegisteredRows rows;

    GateTest(
            TrainingRuns runs,
            RunTable table,
            FakeProgram program,
            SlotTable slots,
            Settlement settlement,
            TrainProperties properties,
            InstantSource clock,
            MeterRegistry meters,
            RegisteredRows rows) {
        this.runs = runs;
        this.table = table;
        this.program = program;
        this.rows = rows;
        this.replicas =
                List.of(
                        new RunLoop(slots, settlement, runs, properties, clock, meters),
                        new RunLoop(slots, settlement, runs, properties, clock, meters));
    }

    @Test
    void sixtyQueuedRunsOnThreeInstancesAreNeverMoreThanFifteenAtOnceAndAllEnd() throws Exception {
        program.gate = new CountDownLatch(1);
        String dataSet = rows.register();
        List<String> submitted = new ArrayList<>();
        replicas.forEach(RunLoop::start);
        try {
            for (int i = 0; i < 60; i++) {
                submitted.add(runs.submit(FakeProgram.request("gate-" + i, dataSet)).id());
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> program.active.get() == 15);
            assertThat(table.counts())
                    .containsEntry(State.RUNNING, 15L)
                    .containsEntry(State.QUEUED, 45L);

            program.gate.countDown();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(table.counts()).isEqualTo(Map.of(State.TRAINED, 60L)));
        } finally {
            replicas.forEach(RunLoop::stop);
        }

        assertThat(program.mostActive).hasValue(15);
        assertThat(mostAtOnce()).isEqualTo(15);
        assertThat(startedInOrder(submitted)).isTrue();
    }

    /// The most runs that were running at the same moment, by the times in the table.
    private int mostAtOnce() {
        List<TrainingRun> ended = table.newest(State.TRAINED, null, 1000);
        int most = 0;
        for (TrainingRun run : ended) {
            long overlapping =
                    ended.stream()
                            .filter(
                                    other ->
                                            !start(other).isAfter(start(run))
                                                    && Objects.requireNonNull(other.endedAt())
                                                            .isAfter(start(run)))
                            .count();
            most = Math.max(most, (int) overlapping);
        }
        return most;
    }

    /// Whether the first 15 are the 15 that were submitted first.
    private boolean startedInOrder(List<String> submitted) {
        List<String> started =
                table.newest(State.TRAINED, null, 1000).stream()
                        .sorted(Comparator.comparing(GateTest::start))
                        .map(TrainingRun::id)
                        .limit(15)
                        .toList();
        return started.containsAll(submitted.subList(0, 15));
    }

    private static java.time.Instant start(TrainingRun run) {
        return Objects.requireNonNull(run.startedAt());
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class WithFakeProgram {
        @Bean
        FakeProgram fakeProgram() {
            return new FakeProgram();
        }
    }
}
