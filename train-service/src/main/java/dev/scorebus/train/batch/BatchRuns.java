package dev.scorebus.train.batch;

import dev.scorebus.batch.BatchClaim;
import dev.scorebus.batch.BatchPlan;
import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.BatchRun;
import dev.scorebus.batch.BatchRun.State;
import dev.scorebus.batch.Source;
import dev.scorebus.batch.WorkerReport;
import dev.scorebus.batch.WorkerReport.Standing;
import dev.scorebus.train.TrainProperties;
import dev.scorebus.train.data.DataSets;
import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.DataSetVersion;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Takes batch runs into the queue, hands them to workers, and takes down what those say for as long as their claim holds.
@Service
class BatchRuns {
    private final BatchRunTable table;
    private final BatchSlotTable slots;
    private final DataSets dataSets;
    private final TrainProperties properties;

    BatchRuns(
            BatchRunTable table,
            BatchSlotTable slots,
            DataSets dataSets,
            TrainProperties properties) {
        this.table = table;
        this.slots = slots;
        this.dataSets = dataSets;
        this.properties = properties;
    }

    /// Queues a run, pinned to the newest version of its data set unless it names one. What a schedule asks for twice is one run.
    BatchRun submit(BatchRequest request) {
        return queue(request, null);
    }

    /// Queues the request of a run that has ended once more.
    BatchRun restart(UUID id) {
        BatchRun run = run(id);
        if (!run.state().isEnd()) {
            throw ended("Run %s has not ended yet; cancel it first, or wait".formatted(id), run);
        }
        BatchRequest again =
                new BatchRequest(
                        run.request().action(),
                        run.request().source(),
                        run.request().outputs(),
                        run.request().rowsPerSecond(),
                        run.request().who(),
                        null);
        return queue(again, id);
    }

    /// Cancels a run: at once while it is queued, after its current page while it runs.
    BatchRun cancel(UUID id) {
        boolean cancelled = table.cancel(id);
        BatchRun run = run(id);
        if (!cancelled && run.state() != State.CANCELLED) {
            throw ended("Run %s has ended already".formatted(id), run);
        }
        return run;
    }

    BatchRun run(UUID id) {
        return table.find(id)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        new Problem.NotFound(
                                                "There is no batch run %s".formatted(id))));
    }

    List<BatchRun> newest(@Nullable State state, @Nullable String action, int limit) {
        return table.newest(state, action, limit);
    }

    /// Gives a worker the oldest queued run, when a slot is free.
    Optional<BatchClaim> claim(String owner) {
        return slots.claim(owner, properties.slots(), properties.batchLease())
                .map(
                        held ->
                                new BatchClaim(
                                        run(held.runId()),
                                        held.slot(),
                                        held.fence(),
                                        properties.batchLease().toMillis()));
    }

    /// Takes down what a worker says.
    WorkerReport.Answer report(UUID id, WorkerReport report) {
        WorkerReport.End end = report.end();
        if (end != null) {
            Standing standing = slots.end(id, report, end) ? Standing.HELD : Standing.LOST;
            return new WorkerReport.Answer(standing, null);
        }
        return slots.renew(id, report, properties.batchLease())
                .map(
                        renewed ->
                                new WorkerReport.Answer(
                                        renewed.cancelRequested()
                                                ? Standing.CANCELLED
                                                : Standing.HELD,
                                        renewed.plan()))
                .orElseGet(() -> new WorkerReport.Answer(Standing.LOST, null));
    }

    private BatchRun queue(BatchRequest request, @Nullable UUID restartOf) {
        List<String> faults = request.contradictions();
        if (!faults.isEmpty()) {
            throw new ProblemException(new Problem.Invalid(faults));
        }
        Source.DataSetRef named = request.source().dataSet();
        if (named == null) {
            return add(request, restartOf, null);
        }
        DataSetVersion version = dataSet(named);
        return add(
                request.pinnedTo(version.version()),
                restartOf,
                BatchPlan.ofDataSet(
                        version.name(), version.version(), version.rows() + version.badRows()));
    }

    private BatchRun add(BatchRequest request, @Nullable UUID restartOf, @Nullable BatchPlan plan) {
        UUID id = UUID.randomUUID();
        Instant scheduledFor = request.scheduledFor();
        if (table.add(id, request, restartOf, plan) || scheduledFor == null) {
            return run(id);
        }
        BatchRun there =
                table.scheduled(request.action(), scheduledFor)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                new Problem.Conflict(
                                                        "A scheduled run of action '%s' ended just now; ask again"
                                                                .formatted(request.action()),
                                                        Map.of())));
        if (scheduledFor.equals(there.request().scheduledFor())) {
            return there;
        }
        throw ended(
                "Scheduled run %s of action '%s' has not ended yet"
                        .formatted(there.id(), request.action()),
                there);
    }

    private DataSetVersion dataSet(Source.DataSetRef ref) {
        String version = ref.version();
        return (version == null
                        ? dataSets.versions(ref.name()).stream().findFirst()
                        : dataSets.find(ref.name(), version))
                .orElseThrow(
                        () ->
                                ProblemException.invalid(
                                        "source.dataSet: there is no data set '%s'%s; register it first: ./scorebus data-set add %s FILE, or POST /api/data-sets/%s"
                                                .formatted(
                                                        ref.name(),
                                                        version == null
                                                                ? ""
                                                                : " of version " + version,
                                                        ref.name(),
                                                        ref.name())));
    }

    private static ProblemException ended(String detail, BatchRun run) {
        return new ProblemException(
                new Problem.Conflict(
                        detail,
                        Map.of(
                                "state",
                                run.state().name().toLowerCase(Locale.ROOT),
                                "run",
                                run.id())));
    }
}
