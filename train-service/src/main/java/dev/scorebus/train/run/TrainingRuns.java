package dev.scorebus.train.run;

import dev.scorebus.train.bridge.InstalledTrainers;
import dev.scorebus.train.data.DataSets;
import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.train.program.Trainer;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.TrainingRequest;
import dev.scorebus.training.TrainingRun;
import dev.scorebus.training.TrainingRun.State;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Takes requests into the queue, answers for runs, and cancels them. It never waits for a run.
@Service
class TrainingRuns {
    private final RunTable table;
    private final DataSets dataSets;
    private final Map<String, Trainer> trainers;
    private final InstalledTrainers installed;

    TrainingRuns(
            RunTable table,
            DataSets dataSets,
            List<Trainer> trainers,
            InstalledTrainers installed) {
        this.installed = installed;
        this.table = table;
        this.dataSets = dataSets;
        this.trainers =
                trainers.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Trainer::program, Function.identity()));
    }

    /// Checks a request, pins it to the newest version of its data set unless it names one, and queues it.
    TrainingRun submit(TrainingRequest request) {
        DataSetVersion dataSet = dataSet(request.dataSet());
        trainer(request.program()).check(request, dataSet);
        return queue(request.pinnedTo(dataSet.version()), null);
    }

    /// Queues the request of a run that has ended once more.
    TrainingRun restart(UUID id) {
        TrainingRun run = run(id);
        if (!run.state().isEnd()) {
            throw new ProblemException(
                    new Problem.Conflict(
                            "Run %s has not ended yet; cancel it first, or wait".formatted(id),
                            Map.of("state", run.state().name().toLowerCase(Locale.ROOT))));
        }
        return queue(run.request(), id);
    }

    /// Cancels a run: at once while it is queued, after its current round while it runs.
    TrainingRun cancel(UUID id) {
        boolean cancelled = table.cancel(id);
        TrainingRun run = run(id);
        if (!cancelled && run.state() != State.CANCELLED) {
            throw new ProblemException(
                    new Problem.Conflict(
                            "Run %s has ended already".formatted(id),
                            Map.of("state", run.state().name().toLowerCase(Locale.ROOT))));
        }
        return run;
    }

    TrainingRun run(UUID id) {
        return table.find(id)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        new Problem.NotFound(
                                                "There is no training run %s".formatted(id))));
    }

    List<TrainingRun> newest(@Nullable State state, @Nullable String model, int limit) {
        return table.newest(state, model, limit);
    }

    /// The program of this name.
    Trainer trainer(String program) {
        Trainer trainer = trainers.get(program);
        if (trainer != null) {
            return trainer;
        }
        return installed
                .find(program)
                .orElseThrow(
                        () ->
                                ProblemException.invalid(
                                        "program '%s' is neither built in nor installed; built in: %s"
                                                .formatted(
                                                        program,
                                                        String.join(", ", trainers.keySet()))));
    }

    /// The version that a request names, or the newest.
    DataSetVersion dataSet(TrainingRequest.DataSetRef ref) {
        Optional<DataSetVersion> found =
                ref.version() == null
                        ? dataSets.versions(ref.name()).stream().findFirst()
                        : dataSets.find(ref.name(), ref.version());
        return found.orElseThrow(
                () ->
                        ProblemException.invalid(
                                "dataSet: there is no data set '%s'%s; register it first: ./scorebus data-set add %s FILE, or POST /api/data-sets/%s"
                                        .formatted(
                                                ref.name(),
                                                ref.version() == null
                                                        ? ""
                                                        : " of version " + ref.version(),
                                                ref.name(),
                                                ref.name())));
    }

    private TrainingRun queue(TrainingRequest request, @Nullable UUID restartOf) {
        UUID id = UUID.randomUUID();
        table.add(id, request, restartOf);
        return run(id);
    }
}
