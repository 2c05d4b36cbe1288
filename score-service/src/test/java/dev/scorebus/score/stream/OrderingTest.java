package dev.scorebus.score.stream;

import static dev.scorebus.score.stream.StreamFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.message.Mode;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.FlakyKind;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.score.sink.Sinks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ordering `partition`: while a message waits for its next attempt, all that come after it in its partition wait behind it.
class OrderingTest extends StreamScenario {
    private static final Action.Retry QUICK =
            new Action.Retry(
                    5, Duration.ofMillis(40), Duration.ofMillis(200), Action.Ordering.PARTITION);

    private final FlakyKind program;

    OrderingTest(Scene scene, FlakyKind program) {
        super(scene);
        this.program = program;
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.flaky("flaky", 1));
    }

    private static Action action(StreamFixture stream, Mode mode) {
        ActionDraft draft = stream.draft().flaky().retry(QUICK);
        return mode == Mode.MICRO_BATCH
                ? draft.microBatch(8, Duration.ofMillis(200)).done()
                : draft.done();
    }

    /// Sends messages `{prefix}-0`, `{prefix}-1`, …, that fail so often.
    private static void send(StreamFixture stream, String prefix, int... fails) {
        stream.send(
                IntStream.range(0, fails.length)
                        .mapToObj(
                                i ->
                                        stream.event(
                                                prefix + "-" + i,
                                                "{\"id\": \"%s-%d\", \"fails\": %d}"
                                                        .formatted(prefix, i, fails[i])))
                        .toList());
    }

    private List<String> scored(StreamFixture stream) {
        return topics.readAll(stream.output()).stream()
                .map(
                        score ->
                                WireJson.mapper()
                                        .readTree(score.value())
                                        .at("/message/id")
                                        .asString())
                .toList();
    }

    private static List<String> ids(String prefix, int... numbers) {
        return IntStream.of(numbers).mapToObj(i -> prefix + "-" + i).toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "MICRO_BATCH"})
    void scoresComeInTheOrderOfTheirMessagesThoughSomeFail(Mode mode) throws Exception {
        StreamFixture stream = fixture(mode == Mode.STREAM ? "kept" : "kept-in-batches", 1);
        String id = "kept-" + mode;
        send(stream, id, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 4, 0);

        start(action(stream, mode));

        until(() -> stream.records() == 12);
        assertThat(scored(stream)).isEqualTo(ids(id, IntStream.range(0, 12).toArray()));
        assertThat(program.tries(id + "-2")).isEqualTo(3);
        assertThat(stream.chain(0, 2)).containsExactly("1 FAILED", "2 FAILED", "3 HEALED");
        assertThat(program.tries(id + "-3"))
                .as("with the first load, and when it was its turn")
                .isEqualTo(2);
        assertThat(stream.chain(0, 10)).startsWith("1 FAILED", "2 FAILED").hasSizeGreaterThan(3);
        assertThat(stream.chain(0, 10).getLast()).endsWith("HEALED");
        assertThat(stream.story(id + "-2").getFirst().error()).isEqualTo("it failed 1");
        assertThat(topics.readAll(Topics.retry(stream.action()))).isEmpty();
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }

    @Test
    void aPoisonHoldsItsPartitionUpForSixFailuresAndThenItFlowsOn() throws Exception {
        StreamFixture stream = fixture("poisoned", 1);
        send(stream, "poisoned", 0, 1000, 0, 0);

        start(action(stream, Mode.STREAM));

        until(() -> stream.records() == 4);
        assertThat(program.tries("poisoned-1")).isEqualTo(6);
        assertThat(scored(stream)).isEqualTo(ids("poisoned", 0, 2, 3));
        assertThat(stream.chain(0, 1))
                .containsExactly(
                        "1 FAILED", "2 FAILED", "3 FAILED", "4 FAILED", "5 FAILED", "6 DEAD");
        assertThat(header(stream.readDeadLetters().getFirst(), "__dlq.errors.delivery.count"))
                .isEqualTo("6");
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        assertThat(stream.said(new TopicPartition(stream.source(), 0))).doesNotContain("failed");
    }

    @Test
    void attemptsThatWereMadeOutliveTheInstanceThatMadeThem() throws Exception {
        StreamFixture stream = fixture("killed-between", 1);
        Action action = action(stream, Mode.STREAM);
        send(stream, "between", 0, 1000, 0);
        StreamParts parts = instance();
        MortalClients mortal =
                new MortalClients(healthy(parts, action.name()), CrashPoint.AFTER_THE_COMMIT, 4);
        ActionLoop dying = start(action, parts, mortal.clients());
        assertThat(mortal.death().await(30, TimeUnit.SECONDS)).isTrue();
        dying.join();
        assertThat(program.tries("between-1")).isEqualTo(3);
        assertThat(stream.said(new TopicPartition(stream.source(), 0)))
                .startsWith("open ")
                .containsPattern(" failed PPP [0-9]{13}$");

        start(action);

        until(() -> stream.records() == 3);
        assertThat(program.tries("between-1")).isEqualTo(6);
        assertThat(stream.chain(0, 1))
                .containsExactly(
                        "1 FAILED", "2 FAILED", "3 FAILED", "4 FAILED", "5 FAILED", "6 DEAD");
        assertThat(scored(stream)).isEqualTo(ids("between", 0, 2));
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }

    @Test
    void deathsAndFailuresOfAMessageAreCountedTogether() throws Exception {
        StreamFixture stream = fixture("died-and-failed", 1);
        Action action = action(stream, Mode.STREAM);
        topics.send(stream.event("both", "{\"id\": \"both\", \"dies\": 3, \"fails\": 4}"));
        for (int death = 1; death <= 3; death++) {
            ActionLoop loop = start(action);
            until(() -> loop.status().snapshot().state() == State.FAILED);
            loop.join();
        }

        start(action);

        until(() -> stream.records() == 1);
        assertThat(program.tries("both")).isEqualTo(5);
        assertThat(stream.chain(0, 0))
                .containsExactly("1 FAILED", "2 FAILED", "3 FAILED", "4 FAILED", "5 HEALED");
        assertThat(stream.story("both").get(2).error()).contains("died");
        assertThat(stream.story("both").get(3).error()).isEqualTo("it failed 4");
    }

    @Test
    void whileASinkIsAwayNoAttemptIsUsed() {
        StreamFixture stream = fixture("sink-away", 1);
        Action action = action(stream, Mode.STREAM);
        RecordingSink sink = new RecordingSink();
        sink.away(true);
        send(stream, "away", 0, 1000, 0);
        StreamParts parts = instance(new Sinks(List.of(sink)));
        start(action, parts, healthy(parts, action.name()));
        until(() -> sink.faults() >= 7);
        assertThat(program.tries("away-1")).isGreaterThan(6);
        assertThat(stream.readDeadLetters()).isEmpty();

        sink.away(false);

        until(() -> stream.records() == 3);
        assertThat(stream.chain(0, 1)).startsWith("1 FAILED").endsWith("6 DEAD").hasSize(6);
        assertThat(scored(stream)).isEqualTo(ids("away", 0, 2));
    }
}
