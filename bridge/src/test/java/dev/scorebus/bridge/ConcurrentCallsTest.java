package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A program that says that it takes several calls at once gets them, and each call has its own end.
class ConcurrentCallsTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir private Path folder;
    private BridgedProgram program;

    @BeforeEach
    void begin() {
        program = program(3, Programs.PATIENT);
    }

    private BridgedProgram program(int calls, Timing timing) {
        return BridgedProgram.of(
                Programs.concurrent(calls, folder), new Heard(), Transport.UNIX_SOCKET, timing);
    }

    @AfterEach
    void end() throws IOException {
        go();
        program.close();
    }

    @Test
    void severalCallsAreInFlightAndAnsweredInAnyOrder() {
        List<CompletableFuture<CallOutcome>> calls = new ArrayList<>();
        for (int n = 0; n < 6; n++) {
            calls.add(calling("gather", n, Programs.LONG));
        }

        for (int n = 0; n < 6; n++) {
            assertThat(value(calls.get(n).join())).isEqualTo(n);
        }
    }

    @Test
    void neverMoreThanTheProgramSays() throws IOException {
        List<CompletableFuture<CallOutcome>> calls =
                IntStream.range(0, 10)
                        .mapToObj(n -> calling("until-there", n, Programs.LONG))
                        .toList();
        awaitFile("three");
        go();

        calls.forEach(each -> assertThat(each.join()).isInstanceOf(CallOutcome.Answered.class));
        assertThat(value(calling("peak", 0, Programs.LONG).join())).isEqualTo(3);
    }

    @Test
    void aDeadlineConcernsItsOwnCall() throws IOException {
        long pid = value(calling("pid", 0, Programs.LONG).join());
        CompletableFuture<CallOutcome> other = calling("until-there", 5, Programs.LONG);

        CallOutcome late = calling("stops", 1, SHORT).join();

        assertThat(fault(late)).isEqualTo(CallFault.DEADLINE);
        go();
        assertThat(value(other.join())).isEqualTo(5);
        assertThat(value(calling("pid", 0, Programs.LONG).join())).isEqualTo(pid);
    }

    @ParameterizedTest
    @CsvSource({"kills, 2, CRASHED", "answers-a-stranger, 1, PROTOCOL"})
    void onlyTheCallThatEndsTheProgramFails(String killer, int others, CallFault fault)
            throws IOException {
        long pid = value(calling("pid", 0, Programs.LONG).join());
        List<CompletableFuture<CallOutcome>> victims =
                IntStream.range(0, others)
                        .mapToObj(n -> calling("until-there", n, Programs.LONG))
                        .toList();

        CallOutcome charged = calling(killer, 7, Programs.LONG).join();

        assertThat(fault(charged)).isEqualTo(fault);
        for (int n = 0; n < others; n++) {
            assertThat(value(victims.get(n).join())).isEqualTo(n);
        }
        assertThat(value(calling("pid", 0, Programs.LONG).join())).isNotEqualTo(pid);
        // Once with the others, once alone, and the next call's.
        assertThat(Files.readAllLines(folder.resolve("starts"))).hasSize(3);
    }

    @Test
    void whoHoldsTheProgramUpIsFoundAlone() throws IOException {
        program.close();
        Timing quick =
                new Timing(
                        SHORT,
                        Programs.LONG,
                        Programs.LONG,
                        Programs.LONG,
                        Duration.ofMillis(1),
                        Duration.ofMillis(1),
                        Programs.LONG);
        program = program(3, quick);
        assertThat(value(calling("pid", 0, Programs.LONG).join())).isPositive();
        CompletableFuture<CallOutcome> late = calling("ignores", 1, Programs.LONG);
        awaitFile("ignored");

        CallOutcome first = calling("hangs", 7, SHORT).join();

        assertThat(fault(first)).isEqualTo(CallFault.UNAVAILABLE);
        assertThat(((CallOutcome.Failed) first).detail()).contains("several calls in flight");
        go();
        assertThat(value(late.join())).isEqualTo(1);
        assertThat(value(calling("pid", 0, Programs.LONG).join())).isPositive();
        assertThat(fault(calling("hangs", 7, SHORT).join())).isEqualTo(CallFault.DEADLINE);
    }

    @Test
    void aCallerThatIsInterruptedLeavesTheOthersAlone() throws Exception {
        long pid = value(calling("pid", 0, Programs.LONG).join());
        CompletableFuture<CallOutcome> other = calling("until-there", 5, Programs.LONG);
        CompletableFuture<CallOutcome> gone = new CompletableFuture<>();
        Thread caller =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        gone.complete(
                                                program.call(
                                                        Programs.messages(
                                                                "ignores", 1, Programs.LONG))));
        awaitFile("ignored");

        caller.interrupt();

        assertThat(fault(gone.join())).isEqualTo(CallFault.UNAVAILABLE);
        go();
        assertThat(value(other.join())).isEqualTo(5);
        assertThat(value(calling("pid", 0, Programs.LONG).join())).isEqualTo(pid);
    }

    @Test
    void closeWaitsForAllThatAreInFlight() throws IOException {
        assertThat(value(calling("pid", 0, Programs.LONG).join())).isPositive();
        CompletableFuture<CallOutcome> one = calling("until-there", 1, Programs.LONG);
        CompletableFuture<CallOutcome> two = calling("ignores", 2, Programs.LONG);
        awaitFile("ignored");
        CompletableFuture<Void> closed = CompletableFuture.runAsync(program::close);
        await().untilAsserted(
                        () ->
                                assertThat(fault(calling("pid", 0, Programs.LONG).join()))
                                        .isEqualTo(CallFault.UNAVAILABLE));
        assertThat(closed).isNotDone();

        go();

        closed.join();
        assertThat(value(one.join())).isEqualTo(1);
        assertThat(value(two.join())).isEqualTo(2);
    }

    private void go() throws IOException {
        Files.writeString(folder.resolve("go"), "");
    }

    private void awaitFile(String name) {
        await().untilAsserted(() -> assertThat(folder.resolve(name)).exists());
    }

    private CompletableFuture<CallOutcome> calling(String command, int n, Duration deadline) {
        Call call =
                new Call.Messages(
                        command, List.of(Programs.message("{\"n\":" + n + "}")), false, deadline);
        CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();
        Thread _ = Thread.ofVirtual().start(() -> outcome.complete(program.call(call)));
        return outcome;
    }

    private static long value(CallOutcome outcome) {
        assertThat(outcome).isInstanceOf(CallOutcome.Answered.class);
        Entry entry = ((CallOutcome.Answered) outcome).entries().getFirst();
        return ((Entry.Value) entry).value().longValue();
    }

    private static CallFault fault(CallOutcome outcome) {
        assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
        return ((CallOutcome.Failed) outcome).fault();
    }
}
