package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What a program can do to its runner: nothing, but fail its own call.
class HostileProgramTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Heard HEARD = new Heard();
    private static final BridgedProgram PROGRAM =
            BridgedProgram.of(Programs.launch("good"), HEARD, Transport.UNIX_SOCKET, timing());

    @AfterAll
    static void close() {
        PROGRAM.close();
    }

    @ParameterizedTest
    @CsvSource({
        "crashes, CRASHED, exit status 139 (signal 11)",
        "closes, CRASHED, closed the connection",
        "hangs, DEADLINE, was killed",
        "answers-late, DEADLINE, no answer within the deadline",
        "few, PROTOCOL, 2 entries for 3 messages",
        "many, PROTOCOL, 4 entries for 3 messages",
        "neither, PROTOCOL, 1 entries for 3 messages",
        "stranger, PROTOCOL, 'call 4711, which is not in flight'",
        "huge-length, PROTOCOL, a frame of 2147483647 bytes",
        "large-length, DEADLINE, was killed",
        "negative-length, PROTOCOL, a frame of 4294967295 bytes",
        "zero-length, PROTOCOL, a frame of length 0",
        "half-a-frame, DEADLINE, was killed",
        "garbage, PROTOCOL, no JSON",
        "many-values, PROTOCOL, no JSON"
    })
    void aCallFailsAsTypedAndTheNextIsAnswered(String command, CallFault fault, String detail)
            throws ProgramStartException {
        PROGRAM.ready();
        Duration deadline = fault == CallFault.DEADLINE ? SHORT : Programs.LONG;

        CallOutcome outcome = PROGRAM.call(Programs.messages(command, 3, deadline));

        assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
        assertThat(((CallOutcome.Failed) outcome).fault()).isEqualTo(fault);
        assertThat(((CallOutcome.Failed) outcome).detail()).contains(detail);
        assertThat(answers(PROGRAM)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"neither", "both"})
    void anEntryHasAValueOrAnError(String command) {
        CallOutcome outcome = PROGRAM.call(Programs.messages(command, 1, Programs.LONG));

        assertThat(((CallOutcome.Failed) outcome).fault()).isEqualTo(CallFault.PROTOCOL);
        assertThat(((CallOutcome.Failed) outcome).detail()).contains("entry 0 has " + command);
        assertThat(answers(PROGRAM)).isTrue();
    }

    @Test
    void aSecondAnswerEndsTheProgramAndIsNoAnswerToTheNextCall() {
        CallOutcome first = PROGRAM.call(Programs.messages("twice", 1, Programs.LONG));
        assertThat(first).isInstanceOf(CallOutcome.Answered.class);

        await().untilAsserted(
                        () ->
                                assertThat(HEARD.logs)
                                        .anyMatch(
                                                each ->
                                                        each.contains("call")
                                                                && each.contains(
                                                                        "which is not in flight")));
        assertThat(answers(PROGRAM)).isTrue();
    }

    @Test
    void aLateAnswerIsDropped() {
        try (BridgedProgram program =
                BridgedProgram.of(
                        Programs.launch("good"), HEARD, Transport.UNIX_SOCKET, Programs.PATIENT)) {
            JsonNode before = BridgedProgramTest.result(program, "about");

            CallOutcome late = program.call(Programs.messages("answers-late", 5, SHORT));

            assertThat(((CallOutcome.Failed) late).fault()).isEqualTo(CallFault.DEADLINE);
            JsonNode after = BridgedProgramTest.result(program, "about");
            assertThat(after.path("pid")).isEqualTo(before.path("pid"));
        }
    }

    @Test
    void aProcessThatLeftItsGroupIsEndedToo() {
        assumeTrue(Files.isDirectory(Path.of("/proc")), "processes are found by /proc");
        assumeTrue(Isolation.OWN_GROUP, "a process leaves its group by setsid");
        long fled = BridgedProgramTest.result(PROGRAM, "leaves-group").longValue();
        assertThat(isThere(fled)).isTrue();

        PROGRAM.call(Programs.messages("hangs", 1, SHORT));

        await().untilAsserted(() -> assertThat(isThere(fled)).isFalse());
        assertThat(answers(PROGRAM)).isTrue();
    }

    @Test
    void aProcessThatWasLeftBehindIsEndedWithTheProgram() {
        assumeTrue(Files.isDirectory(Path.of("/proc")), "processes are found by /proc");
        assumeTrue(Isolation.OWN_GROUP, "a process leaves its group by setsid");
        BridgedProgram program = BridgedProgram.of(Programs.launch("good"), new Heard());
        long fled = BridgedProgramTest.result(program, "leaves-group").longValue();

        program.close();

        await().untilAsserted(() -> assertThat(isThere(fled)).isFalse());
    }

    @ParameterizedTest
    @CsvSource({"prints, were dropped", "prints-one-line, [cut]"})
    void whoPrintsWithoutEndIsReadOnAndCut(String command, String mark) {
        Heard heard = new Heard();
        try (BridgedProgram program = BridgedProgram.of(Programs.launch("good"), heard)) {
            assertThat(program.call(Programs.messages(command, 1, Programs.LONG)))
                    .isInstanceOf(CallOutcome.Answered.class);
            assertThat(answers(program)).isTrue();
        }
        assertThat(heard.output.stream().mapToLong(String::length).sum()).isLessThan(100_000_000);
        assertThat(heard.output).anyMatch(each -> each.contains(mark));
        assertThat(heard.output)
                .allMatch(each -> each.length() <= OutputLines.LONGEST + OutputLines.CUT.length());
    }

    @Test
    void whoFillsTheMemoryCrashesAtItsLimit() {
        ProgramLaunch launch =
                Programs.launch(
                        "good",
                        new Limits(1_200_000_000, Duration.ZERO, 0, 0),
                        Network.HOST,
                        Programs.LONG);
        Heard heard = new Heard();
        try (BridgedProgram program = BridgedProgram.of(launch, heard)) {
            CallOutcome outcome = program.call(Programs.messages("fills-memory", 1, Programs.LONG));

            assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
            assertThat(((CallOutcome.Failed) outcome).fault()).isEqualTo(CallFault.CRASHED);
            assertThat(answers(program)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bad-start, 60, exit status 3, the model is not there",
        "says-nothing, 1, did not say hello within, ''",
        "old, 60, the program does not, ''"
    })
    void aProgramThatDoesNotStartIsUnavailableAndSaysWhy(
            String start, long deadlineSeconds, String why, String output) {
        ProgramLaunch launch =
                Programs.launch(
                        start, Limits.DEFAULT, Network.HOST, Duration.ofSeconds(deadlineSeconds));
        try (BridgedProgram program = BridgedProgram.of(launch, new Heard())) {
            CallOutcome outcome = program.call(Programs.messages("score", 1, Programs.LONG));

            assertThat(((CallOutcome.Failed) outcome).fault()).isEqualTo(CallFault.UNAVAILABLE);
            assertThat(((CallOutcome.Failed) outcome).detail()).contains(why).contains(output);
            assertThatThrownBy(program::ready)
                    .isInstanceOf(ProgramStartException.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void aProgramThatIsNotThereIsUnavailable() {
        ProgramLaunch launch =
                new ProgramLaunch(
                        "absent",
                        List.of("no-such-program"),
                        Path.of("/nowhere"),
                        Map.of(),
                        Limits.DEFAULT,
                        Network.HOST,
                        Programs.LONG,
                        null,
                        "{}");
        try (BridgedProgram program = BridgedProgram.of(launch, new Heard())) {
            CallOutcome outcome = program.call(Programs.messages("score", 1, Programs.LONG));

            assertThat(((CallOutcome.Failed) outcome).detail())
                    .contains("there is no no-such-program in");
        }
    }

    @Test
    void whatAProgramStartedBeforeItFailedToStartIsEnded() {
        assumeTrue(Files.isDirectory(Path.of("/proc")), "processes are found by /proc");
        assumeTrue(Isolation.OWN_GROUP, "a process leaves its group by setsid");
        Heard heard = new Heard();
        try (BridgedProgram program = BridgedProgram.of(Programs.launch("hidden"), heard)) {
            assertThatThrownBy(program::ready).isInstanceOf(ProgramStartException.class);
        }
        long fled = Long.parseLong(heard.output.getFirst().replace("left: ", ""));
        await().untilAsserted(() -> assertThat(isThere(fled)).isFalse());
    }

    @Test
    void failedStartsAreFollowedByLongerAndLongerRests() {
        Timing patient =
                new Timing(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofHours(1),
                        Duration.ofHours(10),
                        Programs.LONG);
        try (BridgedProgram program =
                BridgedProgram.of(
                        Programs.launch("bad-start"),
                        new Heard(),
                        Transport.UNIX_SOCKET,
                        patient)) {
            program.call(Programs.messages("score", 1, Programs.LONG));

            CallOutcome outcome = program.call(Programs.messages("score", 1, Programs.LONG));

            assertThat(((CallOutcome.Failed) outcome).fault()).isEqualTo(CallFault.UNAVAILABLE);
            assertThat(((CallOutcome.Failed) outcome).detail())
                    .contains("is tried again in 35")
                    .contains("the last of 1 starts failed")
                    .contains("the model is not there");
        }
    }

    @Test
    void anIdleProgramThatDoesNotAnswerAPingIsStartedAnew() {
        Timing quick =
                new Timing(
                        Duration.ofSeconds(2),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(1),
                        Duration.ofMillis(1),
                        Programs.LONG);
        Heard heard = new Heard();
        try (BridgedProgram program =
                BridgedProgram.of(Programs.launch("good"), heard, Transport.UNIX_SOCKET, quick)) {
            program.call(Programs.messages("answers-and-sleeps", 1, Programs.LONG));

            await().untilAsserted(
                            () ->
                                    assertThat(heard.logs)
                                            .anyMatch(
                                                    each ->
                                                            each.contains(
                                                                    "did not answer a ping")));
            assertThat(answers(program)).isTrue();
        }
    }

    private static boolean answers(BridgedProgram program) {
        return program.call(Programs.messages("score", 1, Programs.LONG))
                instanceof CallOutcome.Answered;
    }

    /// A zombie is not there: it only waits to be counted.
    private static boolean isThere(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException _) {
            return false;
        }
    }

    private static Timing timing() {
        return new Timing(
                Duration.ofMillis(500),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Programs.LONG);
    }
}
