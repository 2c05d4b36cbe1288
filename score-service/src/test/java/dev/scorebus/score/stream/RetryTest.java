package dev.scorebus.score.stream;

import static dev.scorebus.score.stream.StreamFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.message.Mode;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.fixture.FlakyKind;
import dev.scorebus.score.fixture.TinyModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class RetryTest extends StreamScenario {
    private static final Action.Retry QUICK =
            new Action.Retry(
                    5, Duration.ofMillis(40), Duration.ofMillis(200), Action.Ordering.NONE);
    private static final Action.Retry SLOW =
            new Action.Retry(5, Duration.ofHours(1), Duration.ofHours(1), Action.Ordering.NONE);

    private final FlakyKind program;

    RetryTest(Scene scene, FlakyKind program) {
        super(scene);
        this.program = program;
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.flaky("flaky", 1));
    }

    private static Action action(StreamFixture stream, Mode mode, Action.Retry retry) {
        ActionDraft draft = stream.draft().flaky().retry(retry);
        return mode == Mode.MICRO_BATCH
                ? draft.microBatch(500, Duration.ofSeconds(1)).done()
                : draft.done();
    }

    private void send(StreamFixture stream, String id, int fails) {
        topics.send(stream.event(id, "{\"id\": \"%s\", \"fails\": %d}".formatted(id, fails)));
    }

    private static List<String> steps(StreamFixture stream, String id) {
        return stream.story(id).stream().map(e -> e.attempt() + " " + e.state()).toList();
    }

    private static String retryTopic(StreamFixture stream) {
        return Topics.retry(stream.action());
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "MICRO_BATCH"})
    void aMessageThatFailsIsTriedAgainUntilItIsScoredAndDelaysNoNeighbour(Mode mode)
            throws Exception {
        StreamFixture stream = fixture(mode == Mode.STREAM ? "twice-each" : "twice-batched", 2);
        String late = "late-" + mode;
        String well = "well-" + mode;
        stream.putAction(action(stream, mode, QUICK));
        send(stream, late, 2);
        send(stream, well, 0);

        until(() -> stream.scoresById().size() == 2);

        assertThat(stream.scoresById()).isEqualTo(Map.of(late, 1, well, 1));
        assertThat(program.tries(late)).isEqualTo(3);
        assertThat(steps(stream, late)).containsExactly("1 FAILED", "2 FAILED", "3 HEALED");
        assertThat(stream.story(well)).isEmpty();
        ExceptionEntry healed = stream.story(late).getLast();
        assertThat(healed.model()).isNotNull();
        assertThat(healed.replay()).isZero();
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        assertThat(stream.tiledUpTo(retryTopic(stream)))
                .isEqualTo(stream.committed(retryTopic(stream)));
        assertThat(
                        stream.spans(retryTopic(stream)).stream()
                                .mapToInt(TrackingEvent.Span::relayed)
                                .sum())
                .isEqualTo(2);
        assertThatItsScoreNamesTheSource(stream, late, healed);
    }

    private void assertThatItsScoreNamesTheSource(
            StreamFixture stream, String id, ExceptionEntry healed) {
        ConsumerRecord<String, String> score =
                topics.readAll(stream.output()).stream()
                        .filter(record -> record.key().equals(id))
                        .findFirst()
                        .orElseThrow();
        JsonNode message = WireJson.mapper().readTree(score.value()).get("message");
        assertThat(message.get("topic").asString()).isEqualTo(stream.source());
        assertThat(message.get("offset").asLong()).isEqualTo(healed.offset());
        assertThat(score.headers().lastHeader("scorebus_attempt")).isNull();
    }

    @Test
    void aMessageThatFailsSixTimesIsADeadLetterAndASeventhAttemptIsNeverMade() throws Exception {
        StreamFixture stream = fixture("poison", 2);
        stream.putAction(action(stream, Mode.STREAM, QUICK));
        send(stream, "killer", 1000);
        send(stream, "survivor", 5);

        until(() -> stream.readDeadLetters().size() == 1);
        until(() -> stream.scoresById().size() == 1);

        assertThat(program.tries("killer")).isEqualTo(6);
        assertThat(steps(stream, "killer"))
                .containsExactly(
                        "1 FAILED", "2 FAILED", "3 FAILED", "4 FAILED", "5 FAILED", "6 DEAD");
        assertThat(steps(stream, "survivor")).endsWith("6 HEALED").hasSize(6);
        ConsumerRecord<String, String> letter = stream.readDeadLetters().getFirst();
        assertThat(header(letter, "__dlq.errors.topic")).isEqualTo(stream.source());
        assertThat(header(letter, "__dlq.errors.delivery.count")).isEqualTo("6");
        assertThat(header(letter, "__dlq.errors.message")).isEqualTo("it failed 6");
        assertThat(header(letter, "ce_id")).isEqualTo("killer");
        assertThat(letter.headers().lastHeader("scorebus_attempt")).isNull();
        assertThat(stream.tiledUpTo(retryTopic(stream)))
                .isEqualTo(stream.committed(retryTopic(stream)));
    }

    @Test
    void theAttemptIsTheMessagesOwnAndOutlivesTheLoopThatCountedIt() {
        StreamFixture stream = fixture("restarted", 2);
        stream.putAction(action(stream, Mode.STREAM, SLOW));
        send(stream, "patient", 1);
        until(() -> stream.story("patient").size() == 1);
        assertThat(topics.readAll(retryTopic(stream))).hasSize(1);

        stream.putAction(action(stream, Mode.STREAM, QUICK));
        send(stream, "next", 0);
        until(() -> stream.scoresById().containsKey("next"));

        assertThat(program.tries("patient")).as("its hour has not come").isEqualTo(1);
        assertThat(header(topics.readAll(retryTopic(stream)).getFirst(), "scorebus_attempt"))
                .isEqualTo("2");
    }

    @Test
    void aRecordThatSomebodyElseWroteToTheRetryTopicIsAMessageLikeAnyOther() {
        StreamFixture stream = fixture("strangers", 2);
        stream.putAction(action(stream, Mode.STREAM, QUICK));
        send(stream, "first", 0);
        until(() -> stream.scoresById().size() == 1);

        topics.send(retryTopic(stream), "k", "{\"id\": \"stranger\"}");
        topics.send(retryTopic(stream), "k", "no JSON");

        until(() -> stream.scoresById().size() == 2);
        until(() -> stream.readDeadLetters().size() == 1);
        assertThat(program.tries("stranger")).isEqualTo(1);
    }

    @Test
    void aBatchOfFiveHundredWithOnePoisonHasFourHundredNinetyNineScoresAndOneRetry() {
        StreamFixture stream = fixture("batched", 2);
        Action batch = action(stream, Mode.MICRO_BATCH, SLOW);
        stream.send(
                IntStream.range(0, 500)
                        .mapToObj(
                                i ->
                                        stream.event(
                                                "m" + i,
                                                "{\"id\": \"m%d\", \"fails\": %d}"
                                                        .formatted(i, i == 250 ? 1 : 0)))
                        .toList());

        stream.putAction(batch);

        until(() -> stream.records() == 500);
        assertThat(stream.scoresById()).hasSize(499).doesNotContainKey("m250");
        assertThat(topics.readAll(retryTopic(stream))).hasSize(1);
        assertThat(steps(stream, "m250")).containsExactly("1 FAILED");
        assertThat(program.batchOf("m7")).isEqualTo(500);
        assertThat(stream.spans())
                .allSatisfy(span -> assertThat(span.mode()).isEqualTo(Mode.MICRO_BATCH));
        assertThat(stream.story("m250").getFirst().state()).isEqualTo(ExceptionState.FAILED);
    }
}
