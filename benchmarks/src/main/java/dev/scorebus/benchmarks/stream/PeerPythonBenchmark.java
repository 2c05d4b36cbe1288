package dev.scorebus.benchmarks.stream;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.benchmarks.model.Medians;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.benchmarks.service.BenchPlatform;
import dev.scorebus.benchmarks.service.Python;
import dev.scorebus.benchmarks.service.StreamAction;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// `scorebus bench peer-python`: scores per second of a program in Python with XGBoost, called by an action that is tracked and exactly
/// once, beside a plain script in Python with the same model and the client of Confluent: once with transactions, which is the same promise
/// without the tracking, and once without, which promises less. In turn, on the same broker, with the same messages, batches of at most
/// 500, no explanations.
///
/// @param messages how many messages each round scores
/// @param rounds how many rounds count; one more goes before them to warm up
public record PeerPythonBenchmark(int messages, int rounds) {
    private static final String INPUT = "bench-input";
    private static final String NEEDS = "import confluent_kafka, numpy, xgboost";
    private static final List<String> FILES = List.of("model.py", "program.py", "plain.py");

    /// Who scores.
    private enum Side {
        SCOREBUS,
        TRANSACTIONAL,
        PLAIN
    }

    /// Runs it, or says what it lacks.
    ///
    /// @param path where `python3` is looked for, as in the variable PATH; `/usr/bin` is looked at last
    public void run(String path, PrintStream out) throws Exception {
        Optional<Python> python = python(path);
        if (python.isEmpty()) {
            out.println(
                    "bench peer-python: skipped, it needs a python3 with confluent_kafka, numpy and xgboost (Debian: python3-confluent-kafka, python3-xgboost)");
            return;
        }
        PullRequestRows data = PullRequestRows.load();
        BenchModel model = BenchModel.train(data);
        try (BenchPlatform platform = BenchPlatform.start(model)) {
            Path folder = install(platform.programs(), model, python.get());
            out.printf(
                    "bench peer-python: %,d messages a round (%s), Python %s, medians of %d rounds%n",
                    messages, data.origin(), python.get().version(), rounds);
            StreamTopics.fill(platform, INPUT, data, messages, 0);
            compare(platform, folder, python.get(), out);
        }
    }

    private static Optional<Python> python(String path) throws Exception {
        for (String one : List.of(path, "/usr/bin")) {
            Optional<Python> found = Python.find(one);
            if (found.isPresent() && imports(found.get())) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean imports(Python python) throws IOException, InterruptedException {
        return new ProcessBuilder(python.executable(), "-c", NEEDS)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static Path install(Path programs, BenchModel model, Python python) throws IOException {
        Path folder = Files.createDirectories(programs.resolve("peer"));
        for (String file : FILES) {
            try (InputStream in = PeerPythonBenchmark.class.getResourceAsStream("/peer/" + file)) {
                Files.copy(Objects.requireNonNull(in, file), folder.resolve(file));
            }
        }
        Files.write(folder.resolve("model.ubj"), model.ubj());
        Files.writeString(
                folder.resolve("features.json"),
                new JsonMapper().writeValueAsString(PullRequestRows.FEATURES));
        Files.writeString(
                folder.resolve("program.yaml"),
                """
                apiVersion: scorebus.dev/v1
                kind: Program
                metadata: {name: peer, owner: benchmarks}
                spec: {run: ["%s", program.py], environment: [OMP_NUM_THREADS=1]}
                """
                        .formatted(python.executable()));
        return folder;
    }

    private void compare(BenchPlatform platform, Path folder, Python python, PrintStream out)
            throws Exception {
        Map<Side, List<Double>> rates = new EnumMap<>(Side.class);
        for (int round = 0; round <= rounds; round++) {
            for (Side side : Side.values()) {
                String name = "%s-%d".formatted(side.name().toLowerCase(Locale.ROOT), round);
                platform.createTopic(name + "-scores", StreamTopics.PARTITIONS);
                double rate =
                        side == Side.SCOREBUS
                                ? action(platform, name)
                                : script(platform, folder, python, name, side);
                if (round > 0) {
                    rates.computeIfAbsent(side, _ -> new ArrayList<>()).add(rate);
                }
            }
        }
        Medians ours = Medians.of(rates.getOrDefault(Side.SCOREBUS, List.of()));
        out.printf("Scorebus (tracked, exactly once) %s messages/s%n", ours);
        for (Side side : List.of(Side.TRANSACTIONAL, Side.PLAIN)) {
            Medians theirs = Medians.of(rates.getOrDefault(side, List.of()));
            out.printf(
                    "%s script %s messages/s, ratio %.2f%n",
                    side.name().toLowerCase(Locale.ROOT), theirs, ours.median() / theirs.median());
        }
    }

    private double action(BenchPlatform platform, String name) {
        String output = name + "-scores";
        platform.apply(
                new StreamAction(
                        name,
                        INPUT,
                        output,
                        "none",
                        "{firstDelay: 1s, maxDelay: 5m}",
                        StreamAction.STREAM,
                        "program: peer"));
        double rate = StreamTopics.rate(platform.bootstrapServers(), output, messages);
        platform.delete(name);
        return rate;
    }

    private double script(
            BenchPlatform platform, Path folder, Python python, String name, Side side)
            throws IOException, InterruptedException {
        String output = name + "-scores";
        Process script =
                new ProcessBuilder(
                                python.executable(),
                                folder.resolve("plain.py").toString(),
                                platform.bootstrapServers(),
                                INPUT,
                                output,
                                String.valueOf(messages),
                                name,
                                side.name().toLowerCase(Locale.ROOT))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        script.getOutputStream().close();
        try {
            double rate = StreamTopics.rate(platform.bootstrapServers(), output, messages);
            int status = script.waitFor();
            if (status != 0) {
                throw new IllegalStateException("plain.py ended with status " + status);
            }
            return rate;
        } finally {
            script.destroyForcibly();
        }
    }
}
