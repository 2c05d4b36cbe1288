package dev.scorebus.score.stream;

import static dev.scorebus.score.stream.StreamFixture.header;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.score.sink.Sinks;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinkTest extends StreamScenario {
    private RecordingSink sink = new RecordingSink();

    SinkTest(Scene scene) {
        super(scene);
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.classes("merge-time", null, 1));
    }

    @BeforeEach
    void another() {
        sink = new RecordingSink();
    }

    private StreamParts withSink(RecordingSink of) {
        return instance(new Sinks(List.of(of)));
    }

    @Test
    void aScoreIsWrittenBeforeItIsCommittedAndItsPartitionWasResumedBeforeThat() throws Exception {
        StreamFixture stream = fixture("before-the-commit", 1);
        Action action = stream.draft().done();
        stream.sendEvents("e", 0, 10);
        StreamParts parts = withSink(sink);
        ActionLoop loop = start(action, parts, healthy(parts, action.name()));
        until(() -> stream.scoresById().size() == 10);
        stop(loop);
        stream.sendEvents("e", 10, 15);
        ActionLoop again = start(action, parts, healthy(parts, action.name()));
        until(() -> stream.scoresById().size() == 15);
        stop(again);

        long committed = requireNonNull(stream.committed().get(0));
        String source = stream.source() + "-0";
        List<String> calls = sink.calls().stream().filter(c -> !c.contains(".retry")).toList();
        int restart = calls.indexOf("close");
        assertThat(calls.getFirst()).startsWith("write %s from 0 to ".formatted(source));
        assertThat(calls.get(1)).isEqualTo("committed");
        assertThat(calls.get(restart + 1)).startsWith("resume %s at ".formatted(source));
        assertThat(calls.subList(restart + 2, calls.size()))
                .contains("committed")
                .anyMatch(call -> call.endsWith("to %d".formatted(committed)))
                .endsWith("close");
        assertThat(sink.written()).hasSize(15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "micro-batch"})
    void whileASinkIsAwayNothingIsCommittedNoAttemptIsUsedAndItGoesOnByItself(String mode)
            throws Exception {
        StreamFixture stream = fixture("away-" + mode, 2);
        ActionDraft draft = stream.draft();
        Action action =
                mode.equals("stream")
                        ? draft.done()
                        : draft.microBatch(30, Duration.ofMillis(200)).done();
        AtomicInteger memberships = new AtomicInteger();
        StreamParts parts = withSink(sink);
        StreamClients clients = healthy(parts, action.name());
        sink.away(true);
        stream.sendEvents("e", 0, 100);
        ActionLoop loop =
                start(
                        action,
                        parts,
                        clients.consuming(
                                () -> {
                                    memberships.incrementAndGet();
                                    return clients.consumer().get();
                                }));

        until(() -> sink.faults() >= 8);
        assertThat(loop.status().snapshot().state()).isEqualTo(State.WAITING);
        assertThat(loop.status().snapshot().reason()).isEqualTo("the sink of the test is away");
        assertThat(stream.scoresById()).isEmpty();
        assertThat(stream.records()).isZero();
        sink.away(false);
        stream.sendEvents("e", 100, 120);
        until(() -> stream.records() == 120 && stream.scoresById().size() == 120);

        assertThat(sink.written()).hasSize(120);
        assertThat(stream.scoresById())
                .hasSize(120)
                .allSatisfy((_, n) -> assertThat(n).isEqualTo(1));
        assertThat(stream.spans()).allMatch(span -> span.exceptions().isEmpty());
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        until(() -> loop.status().snapshot().state() == State.RUNNING);
        assertThat(memberships).as("how often it joined the group").hasValue(1);
        assertThat(sink.largest()).as("what is held while it is away").isLessThanOrEqualTo(30);
    }

    @Test
    void whatASinkRefusesIsADeadLetterAndItsNeighboursAreScored() throws Exception {
        StreamFixture stream = fixture("refused", 2);
        Action action = stream.draft().done();
        sink.refuses(delivery -> Set.of("e3", "e7").contains(delivery.eventId()));
        RecordingSink later = new RecordingSink();
        StreamParts parts = instance(new Sinks(List.of(sink, later)));
        stream.sendEvents("e", 0, 20);
        start(action, parts, healthy(parts, action.name()));

        until(() -> stream.records() == 20 && stream.scoresById().size() == 18);

        assertThat(stream.scoresById()).hasSize(18).doesNotContainKeys("e3", "e7");
        assertThat(sink.written()).hasSize(18);
        assertThat(later.written()).isEqualTo(sink.written());
        until(() -> stream.readDeadLetters().size() == 2);
        assertThat(stream.readDeadLetters())
                .allSatisfy(
                        letter ->
                                assertThat(header(letter, "__dlq.errors.message"))
                                        .isEqualTo("the sink of the test does not like it"));
        assertThat(stream.story("e3"))
                .singleElement()
                .satisfies(step -> assertThat(step.state()).isEqualTo(ExceptionState.DEAD));
    }

    @ParameterizedTest
    @EnumSource(CrashPoint.class)
    void whatWasWrittenAndNotCommittedIsWrittenAgain(CrashPoint point) throws Exception {
        StreamFixture stream =
                fixture("sink-" + point.name().toLowerCase(Locale.ROOT).replace('_', '-'), 2);
        Action action = stream.draft().done();
        stream.sendEvents("e", 0, 100);
        StreamParts first = withSink(sink);
        MortalClients mortal = new MortalClients(healthy(first, action.name()), point, 3);
        ActionLoop dying = start(action, first, mortal.clients());
        assertThat(mortal.death().await(30, TimeUnit.SECONDS)).isTrue();
        dying.join();

        StreamParts second = withSink(sink);
        start(action, second, healthy(second, action.name()));
        until(() -> stream.records() == 100 && stream.scoresById().size() == 100);

        assertThat(sink.written()).hasSize(100);
        assertThat(stream.scoresById())
                .hasSize(100)
                .allSatisfy((_, n) -> assertThat(n).isEqualTo(1));
        assertThat(sink.calls())
                .anyMatch(
                        call ->
                                call.matches(
                                        "resume %s-\\d at \\d+ by %s"
                                                .formatted(stream.source(), first.instance())));
    }
}
