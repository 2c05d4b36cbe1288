package dev.scorebus.benchmarks.bridge;

import dev.scorebus.benchmarks.service.Python;
import dev.scorebus.benchmarks.service.TemporaryFolder;
import dev.scorebus.bridge.BridgeListener;
import dev.scorebus.bridge.BridgedProgram;
import dev.scorebus.bridge.Call;
import dev.scorebus.bridge.CallOutcome;
import dev.scorebus.bridge.Entry;
import dev.scorebus.bridge.Limits;
import dev.scorebus.bridge.Network;
import dev.scorebus.bridge.ProgramLaunch;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `scorebus bench bridge`: a program in Python that does nothing, called over the bridge with batches and with single messages, beside
/// a bare Python loop that reads and writes the same JSON, and beside a bare echo. In turn, in one run.
///
/// @param rounds how many rounds count; one more goes before them to warm up
/// @param batches calls of a round with a batch
/// @param singles calls of a round with one message
public record BridgeBenchmark(int rounds, int batches, int singles) {
    private static final int BATCH = 500;
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> FILES = List.of("bare.py", "each.py", "batch.py");

    public BridgeBenchmark {
        if (rounds < 1 || batches < 1 || singles < 1) {
            throw new IllegalArgumentException(
                    "rounds, batches and singles are at least 1, got %d, %d and %d"
                            .formatted(rounds, batches, singles));
        }
    }

    /// Runs it, or says what it lacks.
    ///
    /// @param path where `python3` is looked for, as in the variable PATH
    public void run(String path, PrintStream out) throws IOException {
        Optional<Python> python = Python.find(path);
        if (python.isEmpty()) {
            out.println("bench bridge: skipped, it needs python3 3.9 or newer in the PATH");
            return;
        }
        try (TemporaryFolder folder = TemporaryFolder.create("sb-bench")) {
            for (String file : FILES) {
                unpack(file, folder.path());
            }
            out.printf(
                    "bench bridge: messages of %d bytes, Python %s, one call at a time, medians of %d rounds%n",
                    BenchMessages.BYTES, python.get().version(), rounds);
            batches(python.get(), folder.path(), out);
            singles(python.get(), folder.path(), out);
        }
    }

    private void batches(Python python, Path folder, PrintStream out) throws IOException {
        byte[] frame = BenchMessages.frame(BATCH);
        Call call = new Call.Messages("score", BenchMessages.of(BATCH), false, DEADLINE);
        try (BarePeer peer = BarePeer.start(python, folder, "json");
                BridgedProgram each = program(python, folder, "each.py");
                BridgedProgram batch = program(python, folder, "batch.py")) {
            requireSame(bareValues(peer.call(frame)), values(each.call(call)), "@app.score");
            requireSame(bareValues(peer.call(frame)), values(batch.call(call)), "@app.score_batch");
            Side bare = new Side(() -> bareValues(peer.call(frame)));
            Side ofEach = new Side(() -> values(each.call(call)));
            Side ofBatch = new Side(() -> values(batch.call(call)));
            for (int round = 0; round <= rounds; round++) {
                for (Side side : List.of(bare, ofEach, ofBatch)) {
                    side.round(batches, round > 0);
                }
            }
            out.printf("batches of %d: bare %s messages/s%n", BATCH, bare.rate(BATCH));
            told(out, "@app.score", ofEach, bare);
            told(out, "@app.score_batch", ofBatch, bare);
        }
    }

    private static void told(PrintStream out, String what, Side side, Side bare) {
        out.printf(
                "  %s: %s messages/s; ratio %.2f%n",
                what, side.rate(BATCH), side.rate(BATCH).median() / bare.rate(BATCH).median());
    }

    private void singles(Python python, Path folder, PrintStream out) throws IOException {
        byte[] frame = BenchMessages.frame(1);
        Call call = new Call.Messages("score", BenchMessages.of(1), false, DEADLINE);
        try (BarePeer peer = BarePeer.start(python, folder, "echo");
                BridgedProgram each = program(python, folder, "each.py")) {
            Side bare = new Side(() -> peer.call(frame));
            Side ours = new Side(() -> values(each.call(call)));
            for (int round = 0; round <= rounds; round++) {
                for (Side side : List.of(bare, ours)) {
                    side.round(singles, round > 0);
                }
            }
            out.printf(
                    "single calls: echo p50 %s us, p99 %s us; Scorebus p50 %s us, p99 %s us; %.2f times the echo's p50%n",
                    bare.p50Micros(),
                    bare.p99Micros(),
                    ours.p50Micros(),
                    ours.p99Micros(),
                    ours.p50Micros().median() / bare.p50Micros().median());
        }
    }

    private static BridgedProgram program(Python python, Path folder, String file) {
        return BridgedProgram.of(
                new ProgramLaunch(
                        file,
                        List.of(python.executable(), file),
                        folder,
                        Map.of("PYTHONPATH", Python.sdk().toString()),
                        Limits.DEFAULT,
                        Network.HOST,
                        DEADLINE,
                        null,
                        "{}"),
                BridgeListener.SILENT);
    }

    private static List<JsonNode> bareValues(byte[] reply) {
        List<JsonNode> values = new ArrayList<>();
        for (JsonNode each : JSON.readTree(reply).path("replies")) {
            values.add(each.path("value"));
        }
        return values;
    }

    private static List<JsonNode> values(CallOutcome outcome) {
        if (!(outcome instanceof CallOutcome.Answered(List<Entry> entries))) {
            throw new IllegalStateException("The program did not answer: " + outcome);
        }
        List<JsonNode> values = new ArrayList<>(entries.size());
        for (Entry each : entries) {
            if (!(each instanceof Entry.Value value)) {
                throw new IllegalStateException("The program did not score: " + each);
            }
            values.add(value.value());
        }
        return values;
    }

    private static void requireSame(List<JsonNode> bare, List<JsonNode> ours, String what) {
        if (bare.size() != BATCH || !bare.equals(ours)) {
            throw new IllegalStateException(
                    "The bare loop and %s answer differently: %s and %s"
                            .formatted(what, bare, ours));
        }
    }

    private static void unpack(String file, Path folder) throws IOException {
        try (InputStream in = BridgeBenchmark.class.getResourceAsStream("/bridge/" + file)) {
            if (in == null) {
                throw new IllegalStateException(
                        "The resource /bridge/%s is missing".formatted(file));
            }
            Files.copy(in, folder.resolve(file));
        }
    }
}
