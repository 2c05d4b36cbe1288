package dev.scorebus.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.batch.BatchRun;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.train.batch.Workers;
import dev.scorebus.train.data.RegisteredRows;
import dev.scorebus.training.TrainingRun.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;

/// Training runs and batch runs pass one gate.
@ScorebusTest(
        properties = {"scorebus.train.home=target/test-homes/one-gate", "scorebus.train.poll=50ms"})
@Import({GateTest.WithFakeProgram.class, RegisteredRows.class, Workers.class})
class OneGateTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int OF_EACH = 60;
    private static final int CLIENTS = 4;
    private static final int HELD_PER_CLIENT = 5;

    private final TrainingRuns runs;
    private final SlotTable slots;
    private final Settlement settlement;
    private final RunLoop loop;
    private final Workers workers;
    private final RegisteredRows rows;
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    OneGateTest(
            TrainingRuns runs,
            SlotTable slots,
            Settlement settlement,
            RunLoop loop,
            Workers workers,
            RegisteredRows rows) {
        this.runs = runs;
        this.slots = slots;
        this.settlement = settlement;
        this.loop = loop;
        this.workers = workers;
        this.rows = rows;
    }

    @BeforeEach
    void onlyTheTestTakesRuns() {
        loop.stop();
    }

    @Test
    void trainingAndBatchRunsOfEightRacingClientsAreNeverMoreThanFifteenTogetherAndAllEndOnce()
            throws Exception {
        String dataSet = rows.register();
        List<UUID> training = new ArrayList<>();
        List<UUID> batch = new ArrayList<>();
        for (int i = 0; i < OF_EACH; i++) {
            training.add(id(runs.submit(FakeProgram.request("t" + i, dataSet)).id()));
            batch.add(workers.submit("b" + i));
        }

        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                long seed = i;
                all.add(clients.submit(() -> race(new Random(seed), this::training)));
                all.add(clients.submit(() -> race(new Random(seed), this::batch)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        // A slot may be kept for the other kind for a moment, so that fifteen are not always
        // reached.
        assertThat(most).hasValueLessThanOrEqualTo(15).hasValueGreaterThan(8);
        assertThat(ended).hasValue(2 * OF_EACH);
        assertThat(training).allMatch(run -> runs.run(run).state() == State.FAILED);
        assertThat(batch).allMatch(run -> workers.state(run) == BatchRun.State.DONE);
    }

    @Test
    void aSlotIsKeptForTheKindThatWasQueuedFirstWhileSomeoneAsksForIt() throws Exception {
        String dataSet = rows.register();
        runs.submit(FakeProgram.request("first", dataSet));
        Claim first = slots.claim("test", 1, LONG).orElseThrow();
        UUID second = workers.submit("second");
        String third = runs.submit(FakeProgram.request("third", dataSet)).id();
        assertThat(workers.claim(1, LONG)).isEmpty();
        settlement.failed(first, "over");

        assertThat(slots.claim("test", 1, LONG)).isEmpty();
        Workers.Work work = workers.claim(1, LONG).orElseThrow();
        assertThat(work.run()).isEqualTo(second);
        UUID fourth = workers.submit("fourth");
        assertThat(slots.claim("test", 1, LONG)).isEmpty();
        workers.end(work, BatchRun.State.DONE);

        assertThat(workers.claim(1, LONG)).isEmpty();
        Claim next = slots.claim("test", 1, LONG).orElseThrow();
        assertThat(next.runId()).hasToString(third);
        settlement.failed(next, "over");
        Workers.Work last = workers.claim(1, LONG).orElseThrow();
        assertThat(last.run()).isEqualTo(fourth);
        workers.end(last, BatchRun.State.DONE);
    }

    private interface Client {
        Optional<Runnable> claim();
    }

    private Optional<Runnable> training() {
        return slots.claim("test", 15, LONG)
                .map(claim -> () -> assertThat(settlement.failed(claim, "over")).isTrue());
    }

    private Optional<Runnable> batch() {
        return workers.claim(15, LONG)
                .map(work -> () -> assertThat(workers.end(work, BatchRun.State.DONE)).isTrue());
    }

    /// Holds up to five runs at a time, and ends one at random whenever it gets no further.
    private void race(Random random, Client client) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        List<Runnable> held = new ArrayList<>();
        while (ended.get() < 2 * OF_EACH && System.nanoTime() < deadline) {
            Optional<Runnable> claim =
                    held.size() < HELD_PER_CLIENT ? client.claim() : Optional.empty();
            claim.ifPresent(
                    end -> {
                        most.accumulateAndGet(active.incrementAndGet(), Math::max);
                        held.add(end);
                    });
            if (claim.isEmpty() && !held.isEmpty()) {
                active.decrementAndGet();
                held.remove(random.nextInt(held.size())).run();
                ended.incrementAndGet();
            }
        }
    }

    private static UUID id(String text) {
        return UUID.fromString(text);
    }
}
