package dev.scorebus.train.batch;

import dev.scorebus.batch.BatchProgress;
import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.BatchRun;
import dev.scorebus.batch.Source;
import dev.scorebus.batch.Source.TopicRange;
import dev.scorebus.batch.WorkerReport;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes batch runs as workers do, for tests.
public final class Workers {
    private final BatchRuns runs;
    private final BatchSlotTable slots;

    Workers(BatchRuns runs, BatchSlotTable slots) {
        this.runs = runs;
        this.slots = slots;
    }

    /// The right to a run.
    public record Work(UUID run, int slot, long fence) {}

    /// A request over a topic.
    public static BatchRequest request(String action) {
        return new BatchRequest(
                action,
                Source.of(new TopicRange("some-topic", null, null)),
                null,
                null,
                null,
                null);
    }

    /// Queues a run over a topic.
    public UUID submit(String action) {
        return UUID.fromString(runs.submit(request(action)).id());
    }

    /// Takes a run.
    public Optional<Work> claim(int most, Duration lease) {
        return slots.claim("test", most, lease)
                .map(held -> new Work(held.runId(), held.slot(), held.fence()));
    }

    /// Ends a run.
    ///
    /// @return whether the claim held
    public boolean end(Work work, BatchRun.State state) {
        WorkerReport.End end = new WorkerReport.End(state, null);
        return slots.end(work.run(), report(work, null), end);
    }

    /// How a run stands.
    public BatchRun.State state(UUID run) {
        return runs.run(run).state();
    }

    static WorkerReport report(Work work, @Nullable Long done) {
        BatchProgress progress =
                done == null ? null : new BatchProgress(done, 100L, done, 0, 0, 0, 0, 5, 20L);
        return new WorkerReport(work.slot(), work.fence(), progress, null, null, null);
    }
}
