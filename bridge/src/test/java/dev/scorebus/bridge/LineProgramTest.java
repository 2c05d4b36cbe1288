package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.IntNode;

/// A program that knows nothing of the bridge.
class LineProgramTest {
    private static final Duration SHORT = Duration.ofMillis(700);
    // A message that names something to do has it done; every other one comes back as it is.
    private static final String ECHO =
            """
            echo "at $(pwd) $(env | cut -d= -f1 | sort | tr '\\n' ' ')" >&2
            while IFS= read -r line; do
                case $line in
                '"crash"') echo "no way" >&2; exit 3;;
                '"hang"') sleep 600;;
                '"garbage"') echo 'no json';;
                '"empty"') echo;;
                '"twice"') echo '1
            2';;
                '"few"') ;;
                '"void"') echo null;;
                '"why"') echo '{"value": 7, "explanation": {"base": 5, "contributions": {"b": 3, "a": -1}}}';;
                *) printf '%s\\n' "$line";;
                esac
            done
            echo "end of input" >&2
            """;

    private final Heard heard = new Heard();

    @Test
    void messagesAreAnsweredInTheirOrder() {
        try (LineProgram program = echo()) {
            List<Entry> entries =
                    answered(
                            program.call(
                                    new Call.Messages(
                                            "score",
                                            IntStream.range(0, 500)
                                                    .mapToObj(
                                                            n ->
                                                                    Programs.message(
                                                                            "{\"n\":\n" + n + "}"))
                                                    .toList(),
                                            false,
                                            Programs.LONG)));

            assertThat(entries).hasSize(500);
            for (int n = 0; n < 500; n++) {
                assertThat(((Entry.Value) entries.get(n)).value().path("n").asInt()).isEqualTo(n);
            }
            assertThat(
                            answered(
                                    program.call(
                                            messages(
                                                    "[1]",
                                                    "\"void\"",
                                                    "nonsense",
                                                    "\"why\"",
                                                    "{\"value\": 1, \"explanation\": {}, \"error\": 2}"))))
                    .extracting(
                            each ->
                                    each instanceof Entry.Failed(String name, String _, boolean _)
                                            ? name
                                            : ((Entry.Value) each).value().toString())
                    .containsExactly(
                            "[1]",
                            "dev.scorebus.bridge.NoValue",
                            "dev.scorebus.bridge.NoJson",
                            "7",
                            "{\"value\":1,\"explanation\":{},\"error\":2}");
            assertThat(program.call(new Call.Request("score", "{\"q\": [1]}", Programs.LONG)))
                    .isEqualTo(new CallOutcome.Result("{\"q\":[1]}"));
        }
        await().atMost(Programs.LONG).until(() -> heard.output.contains("end of input"));
    }

    @Test
    void whatExplainsItselfIsAValueAndItsExplanation() {
        try (LineProgram program = echo()) {
            Entry.Value value =
                    (Entry.Value) answered(program.call(messages("\"why\""))).getFirst();

            assertThat(value.value().asInt()).isEqualTo(7);
            assertThat(value.explanation())
                    .isEqualTo(new Explanation(5, Map.of("b", 3.0, "a", -1.0)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "crash, CRASHED, 'exit status 3; its last errors:'",
        "hang, DEADLINE, 1 of 3 lines within the deadline",
        "few, DEADLINE, 2 of 3 lines within the deadline",
        "garbage, PROTOCOL, 'line 2 of the answer is no JSON: no json'",
        "empty, PROTOCOL, line 2 of the answer is no JSON"
    })
    void aCallFailsAsTypedAndTheNextIsAnswered(String what, CallFault fault, String detail) {
        try (LineProgram program = echo()) {
            List<Entry> _ = answered(program.call(messages("1")));
            Duration deadline = fault == CallFault.DEADLINE ? SHORT : Programs.LONG;

            CallOutcome outcome = program.call(messages(deadline, "1", '"' + what + '"', "2"));

            assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
            assertThat(((CallOutcome.Failed) outcome).fault()).isEqualTo(fault);
            assertThat(((CallOutcome.Failed) outcome).detail()).contains(detail);
            assertThat(answered(program.call(messages("4"))).getFirst())
                    .isInstanceOf(Entry.Value.class);
        }
    }

    @Test
    void aLineTooManyEndsTheProgramAndIsNoAnswerToTheNextCall() {
        try (LineProgram program = echo()) {
            CallOutcome outcome = program.call(messages("\"twice\""));

            assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
            assertThat(((CallOutcome.Failed) outcome).fault()).isEqualTo(CallFault.PROTOCOL);
            assertThat(answered(program.call(messages("5"))))
                    .containsExactly(new Entry.Value(IntNode.valueOf(5), null));
        }
    }

    @Test
    void aLineOfAMebibyteGoesThereAndBack() {
        String large = "\"" + "x".repeat(1 << 20) + "\"";
        try (LineProgram program = program("cat")) {
            List<Entry> entries = answered(program.call(messages(large, large, "1")));

            assertThat(entries).hasSize(3);
            assertThat(((Entry.Value) entries.get(1)).value().toString()).isEqualTo(large);
        }
    }

    @Test
    void itIsGivenWhatAProgramOfTheBridgeIsGivenButNoBridge() {
        Path folder;
        try (LineProgram program = echo()) {
            List<Entry> _ = answered(program.call(messages("1")));
            await().atMost(Programs.LONG).until(() -> !heard.output.isEmpty());
            String[] words = heard.output.getFirst().split(" ", 3);
            folder = Path.of(words[1]);
            assertThat(folder).isEmptyDirectory();
            assertThat(words[2].split(" "))
                    .contains("HOME", "LANG", "PATH", "TMPDIR", "GIVEN")
                    .doesNotContain("SCOREBUS_BRIDGE");
        }
        assertThat(Files.exists(folder)).isFalse();
    }

    @Test
    void whoEndsAtOnceCannotBeStartedAndSaysWhy() {
        try (LineProgram program = program("echo 'no model here' >&2; exit 2")) {
            assertThatThrownBy(program::ready)
                    .isInstanceOf(ProgramStartException.class)
                    .hasMessageContaining("exit status 2")
                    .hasMessageContaining("no model here");
        }
        try (LineProgram program = echo()) {
            assertThat(program.call(new Call.Request("train", "1", SHORT)))
                    .isInstanceOf(CallOutcome.Failed.class);
        }
    }

    private LineProgram echo() {
        return program(ECHO);
    }

    private LineProgram program(String script) {
        return LineProgram.of(
                new ProgramLaunch(
                        "lines",
                        List.of("sh", "-c", script),
                        Path.of("/nowhere"),
                        Map.of("GIVEN", "1"),
                        Limits.DEFAULT,
                        Network.HOST,
                        Programs.LONG,
                        null,
                        "{}"),
                heard);
    }

    private static Call messages(String... messages) {
        return messages(Programs.LONG, messages);
    }

    private static Call messages(Duration deadline, String... messages) {
        return new Call.Messages(
                "score",
                List.of(messages).stream().map(Programs::message).toList(),
                false,
                deadline);
    }

    private static List<Entry> answered(CallOutcome outcome) {
        assertThat(outcome).isInstanceOf(CallOutcome.Answered.class);
        return ((CallOutcome.Answered) outcome).entries();
    }
}
