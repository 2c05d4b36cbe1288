package dev.scorebus.train.bridge;

import dev.scorebus.action.ProgramManifest;
import dev.scorebus.bridge.BridgedProgram;
import dev.scorebus.bridge.Call;
import dev.scorebus.bridge.CallFault;
import dev.scorebus.bridge.CallOutcome;
import dev.scorebus.bridge.Limits;
import dev.scorebus.bridge.Network;
import dev.scorebus.bridge.ProgramLaunch;
import dev.scorebus.bridge.ProgramStartException;
import dev.scorebus.message.WireJson;
import dev.scorebus.train.data.RowSource;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.train.program.Outcome;
import dev.scorebus.train.program.Trainer;
import dev.scorebus.train.program.Watch;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.TrainingRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.node.ObjectNode;

/// Trains with the command `train` of an installed program, in a process of its own for each run. The program is given the rows as
/// a file of JSON lines, the request, and a folder; what it writes there becomes the model version.
final class BridgeTrainer implements Trainer {
    private static final String COMMAND = "train";
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final long LOOK_MILLIS = 200;

    private final ProgramManifest manifest;
    private final Path folder;
    private final String version;
    private final Map<String, String> common;
    private final RowSource source;

    /// @param version sha-256 over the program's files
    /// @param common what every program gets, unless its manifest says otherwise
    BridgeTrainer(
            ProgramManifest manifest,
            Path folder,
            String version,
            Map<String, String> common,
            RowSource source) {
        this.manifest = manifest;
        this.folder = folder;
        this.version = version;
        this.common = common;
        this.source = source;
    }

    @Override
    public String program() {
        return manifest.name();
    }

    @Override
    public void check(TrainingRequest request, DataSetVersion dataSet) {
        if (request.rows() != null) {
            throw ProblemException.invalid(
                    "rows is for the program 'trees'; program '%s' is given all rows and chooses itself"
                            .formatted(program()));
        }
        if (request.features().isEmpty()) {
            throw ProblemException.invalid(
                    "features is empty: it names what a message must have to be scored");
        }
        TrainedFolder.contract(request);
        TrainedFolder.target(request);
    }

    @Override
    public Outcome train(TrainingRequest request, DataSetVersion dataSet, Watch watch)
            throws IOException {
        Path work = Files.createTempDirectory("scorebus-train-");
        try {
            Path rows = work.resolve("rows.jsonl");
            Path output = Files.createDirectory(work.resolve("output"));
            if (!RowFile.write(source, dataSet, rows, watch)) {
                return new Outcome.Stopped();
            }
            String input = input(request, dataSet, rows, output);
            return new TrainedFolder(request, dataSet, output, version)
                    .outcome(called(input, watch));
        } finally {
            FileSystemUtils.deleteRecursively(work);
        }
    }

    private static String input(
            TrainingRequest request, DataSetVersion dataSet, Path rows, Path output) {
        ObjectNode input = WireJson.mapper().createObjectNode();
        input.putObject("dataSet")
                .put("name", dataSet.name())
                .put("version", dataSet.version())
                .put("path", rows.toString())
                .put("rows", dataSet.rows());
        input.put("output", output.toString());
        input.set("parameters", WireJson.mapper().valueToTree(request.parameters()));
        input.put("seed", request.seed());
        input.set("request", WireJson.mapper().valueToTree(request));
        return input.toString();
    }

    private CallOutcome called(String input, Watch watch) {
        try (BridgedProgram process =
                        BridgedProgram.of(launch(), new TrainingWords(program(), watch));
                ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                process.ready();
            } catch (ProgramStartException e) {
                return new CallOutcome.Failed(
                        CallFault.UNAVAILABLE,
                        ProgramStartException.class.getName(),
                        String.valueOf(e.getMessage()),
                        true);
            }
            Future<CallOutcome> answer =
                    caller.submit(() -> process.call(new Call.Request(COMMAND, input, LONGEST)));
            return awaited(answer, watch);
        }
    }

    /// The answer, or what the interrupted call says once the run shall stop.
    private static CallOutcome awaited(Future<CallOutcome> answer, Watch watch) {
        try {
            while (true) {
                try {
                    return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException _) {
                    if (watch.stopped()) {
                        answer.cancel(true);
                        return TrainedFolder.STOPPED;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            return TrainedFolder.STOPPED;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private ProgramLaunch launch() {
        Map<String, String> environment = new HashMap<>(common);
        environment.putAll(manifest.environment());
        ProgramManifest.Limits limits = manifest.limits();
        return new ProgramLaunch(
                manifest.name(),
                manifest.run(),
                folder,
                environment,
                new Limits(
                        limits.memoryBytes(), limits.cpu(), limits.openFiles(), limits.processes()),
                switch (manifest.network()) {
                    case NONE -> Network.NONE;
                    case HOST -> Network.HOST;
                },
                manifest.start(),
                null,
                "{}");
    }
}
