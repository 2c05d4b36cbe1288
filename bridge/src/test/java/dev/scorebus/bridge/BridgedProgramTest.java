package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BridgedProgramTest {
    private final Heard heard = new Heard();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void messagesAreAnsweredInTheirOrder(Transport transport) {
        try (BridgedProgram program =
                BridgedProgram.of(Programs.launch("good"), heard, transport)) {
            CallOutcome outcome = program.call(Programs.messages("score", 500, Programs.LONG));

            assertThat(outcome).isInstanceOf(CallOutcome.Answered.class);
            List<Entry> entries = ((CallOutcome.Answered) outcome).entries();
            assertThat(entries).hasSize(500);
            for (int i = 0; i < 500; i++) {
                assertThat(((Entry.Value) entries.get(i)).value().intValue()).isEqualTo(i);
            }
        }
        assertThat(heard.output).contains("drained");
    }

    @Test
    void aMessageArrivesAsItIsWithWhatIsKnownOfIt() {
        byte[] bytes =
                "..{\"text\": \"ä😀\\u0000\", \"n\": 1e2, \"o\": {}}.."
                        .getBytes(StandardCharsets.UTF_8);
        BridgeMessage message =
                new BridgeMessage(
                        bytes,
                        2,
                        bytes.length - 4,
                        "t-0-1",
                        "a \"key\"",
                        "acme",
                        "2026-01-01T00:00:00Z");
        try (BridgedProgram program = BridgedProgram.of(Programs.launch("good"), heard)) {
            CallOutcome outcome =
                    program.call(new Call.Messages("echo", List.of(message), true, Programs.LONG));

            Entry.Value value = (Entry.Value) ((CallOutcome.Answered) outcome).entries().getFirst();
            assertThat(value.value())
                    .isEqualTo(
                            new JsonMapper()
                                    .readTree(
                                            """
                                            {"data": {"text": "ä😀\\u0000", "n": 1e2, "o": {}}, "id": "t-0-1",
                                             "key": "a \\"key\\"", "customer": "acme", "time": "2026-01-01T00:00:00Z"}"""));
            Explanation explanation = Objects.requireNonNull(value.explanation());
            assertThat(explanation.base()).isEqualTo(10);
            assertThat(explanation.contributions())
                    .containsExactly(Map.entry("z", 2.0), Map.entry("a", 0.5));
        }
    }

    @Test
    void whatIsNoJsonIsNotSentAndTheOthersAreAnswered() {
        byte[] sixteen = "[1]".getBytes(StandardCharsets.UTF_16BE);
        byte[] marked = "\uFEFF[1]".getBytes(StandardCharsets.UTF_8);
        List<BridgeMessage> messages =
                List.of(
                        Programs.message("1"),
                        Programs.message(""),
                        Programs.message("{} {}"),
                        Programs.message("{\"a\":NaN}"),
                        Programs.message("{\"a\":1"),
                        Programs.message("tru"),
                        new BridgeMessage(new byte[] {'"', -1, '"'}, 0, 3, null, null, null, null),
                        new BridgeMessage(sixteen, 0, sixteen.length, null, null, null, null),
                        new BridgeMessage(marked, 0, marked.length, null, null, null, null),
                        Programs.message(" \"text\" "));
        try (BridgedProgram program = BridgedProgram.of(Programs.launch("good"), heard)) {
            CallOutcome outcome =
                    program.call(new Call.Messages("score", messages, false, Programs.LONG));

            assertThat(
                            ((CallOutcome.Answered) outcome)
                                    .entries().stream().map(BridgedProgramTest::told))
                    .containsExactly(
                            "0",
                            "dev.scorebus.bridge.NoJson",
                            "dev.scorebus.bridge.NoJson",
                            "dev.scorebus.bridge.NoJson",
                            "dev.scorebus.bridge.NoJson",
                            "dev.scorebus.bridge.NoJson",
                            "dev.scorebus.bridge.NoJson",
                            "dev.scorebus.bridge.NoJson",
                            "1",
                            "2");
        }
    }

    @Test
    void aValueThatCannotBeWrittenFailsAlone() {
        try (BridgedProgram program = BridgedProgram.of(Programs.launch("good"), heard)) {
            CallOutcome outcome = program.call(Programs.messages("odd-entries", 3, Programs.LONG));

            assertThat(
                            ((CallOutcome.Answered) outcome)
                                    .entries().stream().map(BridgedProgramTest::told))
                    .containsExactly(
                            "dev.scorebus.bridge.NotWritable",
                            "dev.scorebus.bridge.NotWritable",
                            "E");
        }
    }

    @Test
    void aProgramSeesItsOwnVariablesAndAnEmptyFolderThatIsGoneAfterwards() {
        Path folder;
        try (BridgedProgram program = BridgedProgram.of(Programs.launch("good"), heard)) {
            JsonNode about = result(program, "about");
            folder = Path.of(about.path("folder").stringValue());

            assertThat(about.path("variables").stringValue())
                    .isEqualTo(
                            "HOME LANG MALLOC_ARENA_MAX PATH SCOREBUS_BRIDGE SCOREBUS_BRIDGE_TOKEN_FILE TMPDIR");
            assertThat(about.path("home").stringValue()).isEqualTo(folder.toString());
            assertThat(folder).isEmptyDirectory();
            assertThat(folder.resolveSibling("token")).doesNotExist();
        }
        assertThat(folder.getParent()).doesNotExist();
    }

    @Test
    void oneProcessAnswersCallAfterCall() {
        try (BridgedProgram program = BridgedProgram.of(Programs.launch("good"), heard)) {
            JsonNode first = result(program, "about");
            JsonNode second = result(program, "about");

            assertThat(second.path("pid")).isEqualTo(first.path("pid"));
            assertThat(second.path("calls").intValue()).isEqualTo(2);
        }
    }

    @Test
    void aProgramThatSaysFailedIsBelieved() {
        try (BridgedProgram program = BridgedProgram.of(Programs.launch("good"), heard)) {
            assertThat(program.call(Programs.messages("says-failed", 1, Programs.LONG)))
                    .isEqualTo(
                            new CallOutcome.Failed(CallFault.PROGRAM, "OSError", "no disk", true));
            assertThat(program.call(Programs.messages("says-failed-for-good", 1, Programs.LONG)))
                    .isEqualTo(
                            new CallOutcome.Failed(CallFault.PROGRAM, "OSError", "no disk", false));
        }
    }

    @Test
    void whatAProgramSaysBesideItsAnswersIsHeard() {
        try (BridgedProgram program = BridgedProgram.of(Programs.launch("good"), heard)) {
            result(program, "aside");

            assertThat(heard.progress).containsExactly("0.25 a quarter");
            assertThat(heard.metrics)
                    .containsExactly(
                            new Metric("rows", Metric.Kind.COUNTER, 3, Map.of("lang", "go")));
            assertThat(heard.logs).hasSize(2).contains("info read {\"trees\":300}");
        }
    }

    @Test
    void aProgramThatStopsWhenItIsCancelledLivesOn() {
        try (BridgedProgram program =
                BridgedProgram.of(
                        Programs.launch("good"), heard, Transport.UNIX_SOCKET, Programs.PATIENT)) {
            JsonNode before = result(program, "about");
            CallOutcome outcome =
                    program.call(Programs.messages("stops", 1, Duration.ofMillis(50)));

            assertThat(((CallOutcome.Failed) outcome).fault()).isEqualTo(CallFault.DEADLINE);
            assertThat(result(program, "about").path("pid")).isEqualTo(before.path("pid"));
        }
    }

    @Test
    void helloSaysWhatTheProgramIs() throws ProgramStartException {
        try (BridgedProgram program = BridgedProgram.of(Programs.launch("good"), heard)) {
            assertThat(program.ready())
                    .isEqualTo(new Hello("test", List.of("score"), 1, false, false, List.of(), ""));
        }
    }

    @Test
    void aClosedProgramIsNotStartedAgain() {
        BridgedProgram program = BridgedProgram.of(Programs.launch("good"), heard);
        program.close();
        program.close();

        CallOutcome outcome = program.call(Programs.messages("score", 1, Programs.LONG));

        assertThat(((CallOutcome.Failed) outcome).fault()).isEqualTo(CallFault.UNAVAILABLE);
        assertThatThrownBy(program::ready).isInstanceOf(ProgramStartException.class);
    }

    @Test
    void onlyTheFirstThatShowsTheTokenIsLetIn() {
        try (BridgedProgram program = BridgedProgram.of(Programs.launch("after-others"), heard)) {
            assertThat(program.call(Programs.messages("score", 1, Programs.LONG)))
                    .isInstanceOf(CallOutcome.Answered.class);
            await().untilAsserted(
                            () ->
                                    assertThat(heard.output)
                                            .containsExactly(
                                                    "wrong token: the token is not the one of this run",
                                                    "second client: refused",
                                                    "third client: nobody listens"));
        }
    }

    @Test
    void elementsThatNameFilesOfTheProgramBecomeTheirPaths(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("score.sh"), "echo \"$0 $1 $2\"; exit 9");
        ProgramLaunch launch =
                new ProgramLaunch(
                        "shell",
                        List.of("sh", "score.sh", "other", ".."),
                        folder,
                        Map.of(),
                        Limits.NONE,
                        Network.HOST,
                        Programs.LONG,
                        null,
                        "{}");
        try (BridgedProgram program = BridgedProgram.of(launch, heard)) {
            assertThatThrownBy(program::ready)
                    .isInstanceOf(ProgramStartException.class)
                    .hasMessageContaining("exit status 9")
                    .hasMessageContaining(folder.resolve("score.sh") + " other ..");
        }
    }

    static JsonNode result(BridgedProgram program, String command) {
        CallOutcome outcome = program.call(new Call.Request(command, "{}", Programs.LONG));
        assertThat(outcome).isInstanceOf(CallOutcome.Result.class);
        return new JsonMapper().readTree(((CallOutcome.Result) outcome).json());
    }

    static String told(Entry entry) {
        return switch (entry) {
            case Entry.Value value -> value.value().toString();
            case Entry.Failed failed -> failed.errorClass();
        };
    }
}
