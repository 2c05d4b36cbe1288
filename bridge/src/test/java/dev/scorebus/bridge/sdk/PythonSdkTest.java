package dev.scorebus.bridge.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.bridge.BridgeListener;
import dev.scorebus.bridge.BridgeMessage;
import dev.scorebus.bridge.BridgedProgram;
import dev.scorebus.bridge.Call;
import dev.scorebus.bridge.CallFault;
import dev.scorebus.bridge.CallOutcome;
import dev.scorebus.bridge.Entry;
import dev.scorebus.bridge.Limits;
import dev.scorebus.bridge.Metric;
import dev.scorebus.bridge.Network;
import dev.scorebus.bridge.ProgramLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonSdkTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String PROGRAM =
            """
            import os, time
            import scorebus

            app = scorebus.Program("tried")
            app.state(dict)
            seen = app.counter("seen")

            @app.score
            def score(message, state, settings):
                print("scores")
                seen.inc()
                if message == "die":
                    os._exit(9)
                if message == "wait":
                    while not scorebus.cancelled():
                        time.sleep(0.01)
                    raise scorebus.Cancelled("stopped")
                if message == "hang":
                    time.sleep(60)
                if message == "nan":
                    return float("nan")
                if message == "later":
                    raise scorebus.Retryable("come back")
                state["n"] = state.get("n", 0) + 1
                return {"n": state["n"], "by": settings["by"], "message": message}

            @app.command("train")
            def train(input, progress):
                rows = input["rows"]
                progress(0.5, "half")
                app.log.event("info", "trained", {"rows": rows})
                return None if rows == 0 else input

            if __name__ == "__main__":
                app.run()
            """;

    @TempDir private Path folder;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final BridgeListener listener = new Listener();
    private Python python = new Python("");

    @BeforeEach
    void findPython() throws Exception {
        python = Python.required(folder.resolve("python.txt"));
    }

    @Test
    void itsOwnTestsPass() throws Exception {
        List<String> command =
                List.of(
                        python.executable(),
                        "-m",
                        "unittest",
                        "discover",
                        "-b",
                        "-s",
                        "tests",
                        "-t",
                        ".");
        assertThat(Python.run(folder.resolve("unittest.txt"), command)).contains("OK");
    }

    @Test
    void aBatchIsScoredWithTheErrorsOfSingleMessages() throws IOException {
        try (BridgedProgram program = BridgedProgram.of(launch(PROGRAM), listener)) {
            assertThat(told(program.call(messages(LONG, "1", "\"nan\"", "\"later\"", "\"ä\""))))
                    .containsExactly(
                            "{\"n\":1,\"by\":7,\"message\":1}",
                            "BadAnswer, retryable: false",
                            "Retryable, retryable: true",
                            "{\"n\":2,\"by\":7,\"message\":\"ä\"}");
        }
        assertThat(heard).contains("scores", "seen 4.0");
    }

    @Test
    void aCommandAnswersAndSaysHowFarItIs() throws IOException {
        try (BridgedProgram program = BridgedProgram.of(launch(PROGRAM), listener)) {
            assertThat(program.call(new Call.Request("train", "{\"rows\": 5}", LONG)))
                    .isEqualTo(new CallOutcome.Result("{\"rows\":5}"));
            assertThat(program.call(new Call.Request("train", "{\"rows\": 0}", LONG)))
                    .isEqualTo(new CallOutcome.Result("null"));
        }
        assertThat(heard).contains("half 0.5", "info trained {\"rows\":5}");
    }

    @Test
    void aCrashIsTheFaultOfItsCallAndTheNextOneIsAnswered() throws IOException {
        try (BridgedProgram program = BridgedProgram.of(launch(PROGRAM), listener)) {
            assertThat(program.call(messages(LONG, "1", "\"die\"", "2")))
                    .isInstanceOfSatisfying(
                            CallOutcome.Failed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(CallFault.CRASHED));
            assertThat(told(program.call(messages(LONG, "2"))))
                    .containsExactly("{\"n\":1,\"by\":7,\"message\":2}");
        }
    }

    @Test
    void aCallThatIsCancelledLeavesTheProcessAndItsStateAsTheyWere() throws IOException {
        try (BridgedProgram program = BridgedProgram.of(launch(PROGRAM), listener)) {
            assertThat(told(program.call(messages(LONG, "1")))).hasSize(1);
            assertThat(program.call(messages(Duration.ofMillis(500), "1", "\"wait\"")))
                    .isInstanceOfSatisfying(
                            CallOutcome.Failed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(CallFault.DEADLINE));
            assertThat(told(program.call(messages(LONG, "2"))))
                    .containsExactly("{\"n\":2,\"by\":7,\"message\":2}");
        }
    }

    @Test
    void aProgramThatDoesNotStopIsKilledAndStartedAnew() throws Exception {
        try (BridgedProgram program = BridgedProgram.of(launch(PROGRAM), listener)) {
            program.ready();
            assertThat(program.call(messages(Duration.ofSeconds(1), "\"hang\"")))
                    .isInstanceOfSatisfying(
                            CallOutcome.Failed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(CallFault.DEADLINE));
            assertThat(told(program.call(messages(LONG, "2")))).hasSize(1);
        }
    }

    @Test
    void theExampleExplainsItsScores() throws IOException {
        Path example = Python.ROOT.resolve("examples/python-score");
        List<String> cases = Files.readAllLines(example.resolve("cases.jsonl"));
        String source = Files.readString(example.resolve("program.py"));
        try (BridgedProgram program = BridgedProgram.of(launch(source), listener)) {
            CallOutcome outcome = program.call(messages(LONG, cases.toArray(String[]::new)));
            List<Entry> entries = ((CallOutcome.Answered) outcome).entries();
            assertThat(entries).hasSize(4);
            for (Entry entry : entries.subList(0, 3)) {
                Entry.Value scored = (Entry.Value) entry;
                Map<String, Double> parts =
                        Objects.requireNonNull(scored.explanation()).contributions();
                assertThat(parts.keySet()).containsExactly("lang", "files", "draft");
                double sum = parts.values().stream().mapToDouble(Double::doubleValue).sum();
                assertThat(scored.value().doubleValue()).isEqualTo(24.0 + sum);
            }
            assertThat(entries.getLast()).isInstanceOf(Entry.Failed.class);
        }
        await().untilAsserted(() -> assertThat(heard).contains("pull_requests_scored 1.0"));
    }

    private ProgramLaunch launch(String source) throws IOException {
        Files.writeString(folder.resolve("program.py"), source, UTF_8);
        return new ProgramLaunch(
                "tried",
                List.of(python.executable(), "program.py"),
                folder,
                Map.of("PYTHONPATH", Python.SDK.toString(), "PYTHONDONTWRITEBYTECODE", "1"),
                Limits.DEFAULT,
                Network.HOST,
                LONG,
                null,
                "{\"by\": 7}");
    }

    private static Call messages(Duration deadline, String... data) {
        return new Call.Messages(
                "score", Stream.of(data).map(PythonSdkTest::message).toList(), true, deadline);
    }

    private static BridgeMessage message(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        return new BridgeMessage(bytes, 0, bytes.length, null, null, "acme", null);
    }

    private static List<String> told(CallOutcome outcome) {
        assertThat(outcome).isInstanceOf(CallOutcome.Answered.class);
        return ((CallOutcome.Answered) outcome)
                .entries().stream()
                        .map(
                                entry ->
                                        switch (entry) {
                                            case Entry.Value(Object value, Object _) ->
                                                    value.toString();
                                            case Entry.Failed(
                                                            String errorClass,
                                                            String _,
                                                            boolean retryable) ->
                                                    errorClass + ", retryable: " + retryable;
                                        })
                        .toList();
    }

    private final class Listener implements BridgeListener {
        @Override
        public void log(String level, String message, String fieldsJson) {
            heard.add("%s %s %s".formatted(level, message, fieldsJson));
        }

        @Override
        public void output(String line) {
            heard.add(line);
        }

        @Override
        public void metric(Metric metric) {
            heard.add("%s %s".formatted(metric.name(), metric.value()));
        }

        @Override
        public void progress(double done, String message) {
            heard.add("%s %s".formatted(message, done));
        }
    }
}
