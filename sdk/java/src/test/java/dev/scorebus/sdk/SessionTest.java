package dev.scorebus.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.bridge.BridgeListener;
import dev.scorebus.bridge.BridgeMessage;
import dev.scorebus.bridge.BridgedProgram;
import dev.scorebus.bridge.Call;
import dev.scorebus.bridge.CallFault;
import dev.scorebus.bridge.CallOutcome;
import dev.scorebus.bridge.Entry;
import dev.scorebus.bridge.Limits;
import dev.scorebus.bridge.Metric;
import dev.scorebus.bridge.ModelFolder;
import dev.scorebus.bridge.Network;
import dev.scorebus.bridge.ProgramLaunch;
import dev.scorebus.bridge.Transport;
import dev.scorebus.bridge.check.Conformance;
import dev.scorebus.bridge.check.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Programs in Java, called by the runner as in production.
class SessionTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final BridgeListener listener =
            new BridgeListener() {
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
                    heard.add("%s %s".formatted(metric.name(), metric.labels()));
                }
            };

    private static ProgramLaunch launch(@Nullable ModelFolder model) {
        return new ProgramLaunch(
                "team",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.scorebus.sdk.Main"),
                Path.of("/nowhere"),
                Map.of(),
                Limits.DEFAULT,
                Network.HOST,
                LONG,
                model,
                "{\"threshold\": 1}");
    }

    private BridgedProgram program() {
        return BridgedProgram.of(launch(null), listener);
    }

    private static Call messages(boolean explain, String... data) {
        return new Call.Messages(
                "score",
                Stream.of(data)
                        .map(each -> each.getBytes(StandardCharsets.UTF_8))
                        .map(
                                each ->
                                        new BridgeMessage(
                                                each, 0, each.length, "m", null, "acme", null))
                        .toList(),
                explain,
                LONG);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everyRuleOfTheProtocolIsKept(Transport transport) throws InterruptedException {
        try (Conformance conformance =
                new Conformance(
                        launch(null),
                        transport,
                        "score",
                        "{\"team_size\": 4}",
                        LONG,
                        BridgeListener.SILENT)) {
            assertThat(conformance.check(_ -> {}))
                    .allSatisfy(
                            each ->
                                    assertThat(each.outcome())
                                            .isIn(
                                                    new Outcome.Held(),
                                                    new Outcome.NotApplicable(
                                                            "the program takes one call at a time"),
                                                    new Outcome.NotApplicable(
                                                            "the program takes no attachments")));
        }
    }

    @Test
    void messagesAreScoredExplainedAndFailAlone() throws Exception {
        try (BridgedProgram program = program()) {
            assertThat(program.ready().pure()).containsExactly("sum");
            assertThat(
                            program.call(
                                    messages(
                                            true,
                                            "{\"team_size\": 4}",
                                            "[]",
                                            "{\"do\": \"retry\"}",
                                            "{\"do\": \"nan\"}")))
                    .isInstanceOfSatisfying(
                            CallOutcome.Answered.class,
                            answered ->
                                    assertThat(answered.entries())
                                            .extracting(SessionTest::told)
                                            .containsExactly(
                                                    "12.0 acme because 10.0 {team_size=2.0}",
                                                    "java.lang.IllegalArgumentException false",
                                                    "dev.scorebus.sdk.RetryableException true",
                                                    "dev.scorebus.sdk.BadAnswerException false"));
            assertThat(program.call(messages(false, "{\"team_size\": 4}")))
                    .isInstanceOfSatisfying(
                            CallOutcome.Answered.class,
                            answered ->
                                    assertThat(told(answered.entries().getFirst()))
                                            .isEqualTo("12.0 acme because nothing"));
        }
        assertThat(heard).contains("info opened {\"settings\":1}", "scored {lang=go}");
    }

    private static String told(Entry entry) {
        return switch (entry) {
            case Entry.Value(var value, var why) ->
                    "%s %s because %s"
                            .formatted(
                                    value.path("hours").asDouble(),
                                    value.path("for").asString(),
                                    why == null
                                            ? "nothing"
                                            : why.base() + " " + why.contributions());
            case Entry.Failed failed -> failed.errorClass() + " " + failed.retryable();
        };
    }

    @Test
    void commandsAreAnsweredAndKnowTheModel(@TempDir Path folder) {
        try (BridgedProgram program =
                BridgedProgram.of(launch(new ModelFolder("m", "v", folder)), listener)) {
            assertThat(program.call(new Call.Request("sum", "[1, 2, 39]", LONG)))
                    .isEqualTo(new CallOutcome.Result("42"));
            assertThat(program.call(new Call.Request("model", "{}", LONG)))
                    .isEqualTo(new CallOutcome.Result("\"%s\"".formatted(folder)));
        }
    }

    @Test
    void aCommandThatLooksEndsWhenItIsCancelledAndTheProgramGoesOn() {
        try (BridgedProgram program = program()) {
            CallOutcome warm = program.call(new Call.Request("sum", "[1]", LONG));
            assertThat(warm).isEqualTo(new CallOutcome.Result("1"));
            assertThat(program.call(new Call.Request("long", "{}", Duration.ofMillis(50))))
                    .isInstanceOfSatisfying(
                            CallOutcome.Failed.class,
                            failed -> {
                                assertThat(failed.fault()).isEqualTo(CallFault.DEADLINE);
                                assertThat(failed.detail()).doesNotContain("killed");
                            });
            assertThat(program.call(new Call.Request("sum", "[2]", LONG)))
                    .isEqualTo(new CallOutcome.Result("2"));
        }
        assertThat(heard).noneMatch(each -> each.contains("the program has ended"));
    }

    @Test
    void aCommandThatIsStuckIsKilledWithItsProcess() {
        try (BridgedProgram program = program()) {
            CallOutcome warm = program.call(new Call.Request("sum", "[1]", LONG));
            assertThat(warm).isEqualTo(new CallOutcome.Result("1"));
            assertThat(program.call(new Call.Request("stuck", "{}", Duration.ofMillis(50))))
                    .isInstanceOfSatisfying(
                            CallOutcome.Failed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(CallFault.DEADLINE));
            assertThat(program.call(new Call.Request("sum", "[2]", LONG)))
                    .isEqualTo(new CallOutcome.Result("2"));
        }
    }

    @Test
    void aFailureThatIsNoExceptionEndsTheProcessAtOnce() {
        try (BridgedProgram program = program()) {
            assertThat(program.call(new Call.Request("deep", "{}", LONG)))
                    .isInstanceOfSatisfying(
                            CallOutcome.Failed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(CallFault.CRASHED));
            assertThat(program.call(new Call.Request("sum", "[2]", LONG)))
                    .isEqualTo(new CallOutcome.Result("2"));
        }
        assertThat(heard)
                .contains("science ended the program: java.lang.StackOverflowError: too deep");
    }
}
