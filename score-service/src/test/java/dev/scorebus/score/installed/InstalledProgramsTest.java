package dev.scorebus.score.installed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.action.Action.Explain;
import dev.scorebus.score.ScoreMain;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.fixture.BridgedMain;
import dev.scorebus.score.model.Lease;
import dev.scorebus.score.model.Serving;
import dev.scorebus.score.program.Answer;
import dev.scorebus.score.program.Batch;
import dev.scorebus.score.program.Deadline;
import dev.scorebus.score.program.Message;
import dev.scorebus.score.program.Reply;
import dev.scorebus.score.program.Requested;
import dev.scorebus.score.program.Stages;
import dev.scorebus.testkit.bridge.ProgramsFolder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/// Canaries and remembered answers, without a service around them.
class InstalledProgramsTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final Explain ALL = new Explain(100);
    private static final Explain NONE = new Explain(0);

    private final ProgramsFolder folder = ProgramsFolder.fresh();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InstalledPrograms programs = programs(DataSize.ofMegabytes(1));

    private InstalledPrograms programs(DataSize cache) {
        return new InstalledPrograms(
                new ScoreProperties.Programs(
                        folder.folder(), Duration.ofMillis(1), Map.of(), cache),
                ScoreMain.clock(),
                registry,
                Canaries.asked());
    }

    @AfterEach
    void close() {
        programs.close();
    }

    private Serving serving(String program) {
        return programs.serving("tester", program, "score");
    }

    private static <T> T ready(Serving serving, Function<Lease, T> use) {
        return switch (serving) {
            case Serving.Ready(Lease lease) -> {
                try (lease) {
                    yield use.apply(lease);
                }
            }
            case Serving.NotReady(String reason) -> throw new AssertionError(reason);
            case Serving.Unknown(String reason) -> throw new AssertionError(reason);
        };
    }

    private static String reason(Serving serving) {
        return switch (serving) {
            case Serving.Ready(Lease lease) -> {
                lease.close();
                yield "it serves";
            }
            case Serving.NotReady(String reason) -> reason;
            case Serving.Unknown(String reason) -> reason;
        };
    }

    private static Message message(String data, @Nullable String customer, String id) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        return new Message(
                bytes, 0, bytes.length, new Message.Origin(id, "key " + id, customer, null));
    }

    private static List<Reply> replies(Lease lease, Explain explain, Message... messages) {
        return lease.score(
                new Batch(
                        List.of(messages),
                        explain,
                        Deadline.renewable(LONG, ScoreMain.clock()),
                        Stages.NONE));
    }

    private static JsonNode value(Reply reply) {
        if (reply instanceof Reply.Scored(Answer.Document(JsonNode value), var _)) {
            return value;
        }
        throw new AssertionError(reply);
    }

    private JsonNode score(String program, String data) {
        return ready(
                serving(program),
                lease -> value(replies(lease, ALL, message(data, "c", "m")).getFirst()));
    }

    private double asked(String result) {
        return registry.get("scorebus.answers.asked").tag("result", result).counter().count();
    }

    @Test
    void aVersionWhoseCanaryIsRightServesAndRemembersNothingOfIt() throws IOException {
        folder.installWithCanary(
                "right",
                BridgedMain.class,
                "word",
                """
                {"n": 2}
                {"data": {"n": 3}, "customer": "c", "id": "x"}
                {"do": "refuse"}
                """,
                """
                {"value": {"twice": 4.0000001}, "explanation": {"contributions": {"large": -3}}}
                {"line": 2, "value": {"twice": 6, "seen": 1, "word": "word"}}
                {"error": {"class": "Unwanted"}}
                """);

        assertThat(score("right", "{\"n\": 5}").toString())
                .isEqualTo("{\"twice\":10,\"seen\":1,\"word\":\"word\"}");
        assertThat(programs.all().getFirst().problem()).isNull();
    }

    @Test
    void aVersionWhoseCanaryIsWrongLeavesTheOneBeforeIt() throws IOException {
        String cases = "{\"n\": 1}\n";
        folder.installWithCanary(
                "kept", BridgedMain.class, "old", cases, "{\"value\": {\"word\": \"old\"}}\n");
        assertThat(score("kept", "{}").path("word").asString()).isEqualTo("old");

        folder.installWithCanary(
                "kept", BridgedMain.class, "wrong", cases, "{\"value\": {\"word\": \"new\"}}\n");
        await().atMost(LONG)
                .until(
                        () -> {
                            assertThat(score("kept", "{}").path("word").asString())
                                    .isEqualTo("old");
                            return programs.all().getFirst().problem() != null;
                        });
        assertThat(programs.all().getFirst().problem())
                .isEqualTo(
                        "its canary is wrong: cases.jsonl, line 1: value.word is \"wrong\", expected \"new\"");

        folder.installWithCanary(
                "kept", BridgedMain.class, "new", cases, "{\"value\": {\"word\": \"new\"}}\n");
        await().atMost(LONG).until(() -> score("kept", "{}").path("word").asString().equals("new"));
    }

    @Test
    void theFirstVersionDoesNotServeEitherAndIsAskedOnce() throws IOException {
        folder.installWithCanary(
                "first",
                BridgedMain.class,
                "word",
                "{\"n\": 1}\n",
                "{\"value\": {\"twice\": 3}}\n");

        assertThat(reason(serving("first")))
                .isEqualTo(
                        "program 'first': its canary is wrong: cases.jsonl, line 1: value.twice is 2, expected 3");
        Files.delete(folder.folder().resolve("first").resolve("cases.jsonl"));
        assertThat(reason(serving("first"))).contains("cases.jsonl does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"n\": 1}\n{\"n\": 2}\n`|`{\"value\": 1}\n`|there are 2 cases in cases.jsonl, and 1 lines in expected.jsonl",
                "`\n`|`\n`|there are no cases in cases.jsonl",
                "`{\"n\": \n`|`{\"value\": 1}\n`|cases.jsonl, line 1, is no JSON",
                "`{\"n\": 1}\n`|`{\"valu\": 1}\n`|expected.jsonl, line 1, has none of value, explanation and error",
                "`{\"do\": \"fail\"}\n`|`{\"value\": 1}\n`|cases.jsonl, line 1: Flaky: not now",
                "`{\"n\": 1}\n`|`{\"error\": {\"class\": \"Flaky\"}}\n`|cases.jsonl, line 1: error is missing",
                "`{\"do\": \"crash\"}\n`|`{\"value\": 1}\n`|the cases of cases.jsonl from line 1 on have no answer: dev.scorebus.bridge.Crashed",
            })
    void whatIsWrongWithACanaryIsNamed(String cases, String expected, String says)
            throws IOException {
        folder.installWithCanary("checked", BridgedMain.class, "word", cases, expected);

        assertThat(reason(serving("checked"))).contains(says);
    }

    @Test
    void theSameQuestionToAPureCommandIsAskedOnce() throws IOException {
        folder.install("pure", BridgedMain.class, "word", "pure");

        List<String> seen =
                ready(
                        serving("pure"),
                        lease ->
                                Stream.of(
                                                replies(
                                                        lease,
                                                        ALL,
                                                        message("{\"n\": 1}", "c", "m1"),
                                                        message("{\"n\": 2}", "c", "m2")),
                                                replies(
                                                        lease,
                                                        ALL,
                                                        message("{\"n\": 3}", "c", "m3"),
                                                        message("{\"n\": 1}", "c", "m4"),
                                                        message("{\"do\": \"refuse\"}", "c", "m5"),
                                                        message("{\"n\": 2}", "c", "m6")))
                                        .flatMap(List::stream)
                                        .map(InstalledProgramsTest::told)
                                        .toList());

        assertThat(seen)
                .containsExactly(
                        "2 seen 1", "4 seen 2", "6 seen 3", "2 seen 1", "Unwanted", "4 seen 2");
        assertThat(asked("hit")).isEqualTo(2);
        assertThat(asked("miss")).isEqualTo(4);
    }

    private static String told(Reply reply) {
        return switch (reply) {
            case Reply.Scored scored ->
                    "%d seen %d"
                            .formatted(
                                    value(scored).path("twice").asInt(),
                                    value(scored).path("seen").asInt());
            case Reply.Failed failed -> failed.errorClass();
        };
    }

    @Test
    void anotherQuestionIsAsked() throws IOException {
        folder.install("pure", BridgedMain.class, "word", "pure");

        List<String> seen =
                ready(
                        serving("pure"),
                        lease ->
                                Stream.of(
                                                replies(lease, ALL, message("{}", "c", "m")),
                                                replies(lease, NONE, message("{}", "c", "m")),
                                                replies(lease, ALL, message("{ }", "c", "m")),
                                                replies(lease, ALL, message("{}", "d", "m")),
                                                replies(lease, ALL, message("{}", null, "m")),
                                                replies(lease, ALL, message("{}", "", "m")))
                                        .flatMap(List::stream)
                                        .map(InstalledProgramsTest::told)
                                        .toList());

        assertThat(seen)
                .containsExactly(
                        "0 seen 1", "0 seen 2", "0 seen 3", "0 seen 1", "0 seen 1", "0 seen 2");
        assertThat(asked("hit")).isZero();
    }

    @Test
    void requestsAreRememberedAndANewVersionHasForgotten() throws IOException {
        folder.install("sums", BridgedMain.class, "one", "pure");
        assertThat(sum("[1, 2]")).isEqualTo(3);
        assertThat(sum("[1, 2]")).isEqualTo(3);
        assertThat(sum("[2, 2]")).isEqualTo(1004);

        folder.install("sums", BridgedMain.class, "two", "pure");
        await().atMost(LONG).until(() -> sum("[2, 2]") == 4);
        assertThat(asked("hit")).isPositive();
    }

    private int sum(String input) {
        return ready(
                programs.serving("tester", "sums", "sum"),
                lease ->
                        lease.request(input, Deadline.firm(LONG, ScoreMain.clock()))
                                        instanceof Requested.Result(String json)
                                ? Integer.parseInt(json)
                                : -1);
    }

    @Test
    void whoDoesNotCallItsCommandsPureIsAlwaysAsked() throws IOException {
        folder.install("stateful", BridgedMain.class, "word");

        assertThat(score("stateful", "{}").path("seen").asInt()).isEqualTo(1);
        assertThat(score("stateful", "{}").path("seen").asInt()).isEqualTo(2);
        assertThat(registry.find("scorebus.answers.asked").counter()).isNull();
    }

    @Test
    void theMemoryOfAnswersIsBounded() throws IOException {
        folder.install("pure", BridgedMain.class, "word", "pure");
        int most = 64 * 1024;
        try (InstalledPrograms small = programs(DataSize.ofBytes(most))) {
            for (int round = 0; round < 2; round++) {
                for (int n = 0; n < 200; n++) {
                    Message message = message("{\"n\": %d}".formatted(n), "c", "m");
                    List<Reply> _ =
                            ready(
                                    small.serving("tester", "pure", "score"),
                                    lease -> replies(lease, ALL, message));
                }
            }
            assertThat(small.answers().bytes()).isPositive().isLessThanOrEqualTo(most);
        }
        assertThat(asked("miss")).isGreaterThan(200);
    }
}
