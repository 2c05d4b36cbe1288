package dev.scorebus.score.stream;

import static dev.scorebus.score.stream.StreamFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.MessageId;
import dev.scorebus.message.Topics;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.FlakyKind;
import dev.scorebus.score.fixture.TinyModel;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class QuarantineTest extends StreamScenario {
    private final FlakyKind program;

    QuarantineTest(Scene scene, FlakyKind program) {
        super(scene);
        this.program = program;
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.flaky("flaky", 1));
    }

    private static Action action(StreamFixture stream) {
        return stream.draft().flaky().done();
    }

    private static ProducerRecord<byte[], byte[]> message(StreamFixture stream, String id) {
        return stream.event(
                id, "{\"id\": \"%s\", \"kills\": %b}".formatted(id, id.startsWith("killer")));
    }

    private static void dies(ActionLoop loop) {
        until(() -> loop.status().snapshot().state() == State.FAILED);
        assertThat(loop.status().snapshot().reason()).contains("died");
        loop.join();
    }

    @Test
    void aMessageThatKillsIsADeadLetterAfterItsSixthDeathAndItsNeighboursAreScoredOnce()
            throws Exception {
        StreamFixture stream = fixture("killed", 1);
        Action action = action(stream);
        stream.send(
                IntStream.range(0, 30)
                        .mapToObj(i -> message(stream, i == 7 ? "killer" : "n" + i))
                        .toList());

        for (int death = 1; death <= 6; death++) {
            dies(start(action));
            assertThat(program.tries("killer")).isEqualTo(death);
        }
        start(action);

        until(() -> stream.records() == 30);
        assertThat(program.tries("killer")).isEqualTo(6);
        assertThat(stream.scoresById())
                .hasSize(29)
                .allSatisfy((_, count) -> assertThat(count).isEqualTo(1));
        assertThat(stream.readDeadLetters()).hasSize(1);
        ConsumerRecord<String, String> letter = stream.readDeadLetters().getFirst();
        assertThat(header(letter, "__dlq.errors.delivery.count")).isEqualTo("6");
        assertThat(header(letter, "ce_id")).isEqualTo("killer");
        assertThat(stream.chain(0, 7))
                .containsExactly(
                        "1 FAILED", "2 FAILED", "3 FAILED", "4 FAILED", "5 FAILED", "6 DEAD");
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }

    @Test
    void aMessageThatKillsAtItsThirdAttemptHasFourLivesLeft() {
        StreamFixture stream = fixture("waited", 1);
        Action action = action(stream);
        topics.send(message(stream, "calm"));
        ActionLoop first = start(action);
        until(() -> stream.scoresById().size() == 1);
        stop(first);
        sendRetry(stream, message(stream, "killer-late"), 3);

        for (int death = 1; death <= 4; death++) {
            dies(start(action));
        }
        start(action);

        until(() -> stream.readDeadLetters().size() == 1);
        assertThat(program.tries("killer-late")).isEqualTo(4);
        assertThat(stream.chain(0, 0))
                .containsExactly("3 FAILED", "4 FAILED", "5 FAILED", "6 DEAD");
    }

    @Test
    void aMessageThatIsScoredAfterDeathsTellsEachOfThem() {
        StreamFixture stream = fixture("survived", 1);
        Action action = action(stream);
        topics.send(message(stream, "quiet"));
        ActionLoop first = start(action);
        until(() -> stream.scoresById().size() == 1);
        stop(first);
        sendRetry(stream, stream.event("mortal", "{\"id\": \"mortal\", \"dies\": 3}"), 2);

        for (int death = 1; death <= 3; death++) {
            dies(start(action));
        }
        start(action);

        until(() -> stream.scoresById().size() == 2);
        assertThat(stream.chain(0, 0))
                .containsExactly("2 FAILED", "3 FAILED", "4 FAILED", "5 HEALED");
    }

    /// A retry of the first message of the source.
    private void sendRetry(
            StreamFixture stream, ProducerRecord<byte[], byte[]> message, int attempt) {
        UUID topicId = stream.spans().getFirst().frontier().topicId();
        ProducerRecord<byte[], byte[]> retry =
                new ProducerRecord<>(Topics.retry(stream.action()), message.key(), message.value());
        new Attempt(stream.source(), new MessageId(topicId, 0, 0), -1, 0, attempt, Instant.EPOCH)
                .writeTo(retry.headers());
        topics.send(retry);
    }

    @Test
    void anInstanceThatLeavesInOrderSaysSoAndTheNextIsNotCareful() throws Exception {
        StreamFixture stream = fixture("orderly", 1);
        Action action = action(stream);
        topics.send(message(stream, "one"));
        ActionLoop first = start(action);
        until(() -> stream.scoresById().size() == 1);
        assertThat(said(stream)).startsWith("open instance-");

        stop(first);

        assertThat(said(stream)).startsWith("clean ");
        List<ExceptionEntry> told = stream.story("one");
        assertThat(told).isEmpty();
    }

    private static String said(StreamFixture stream) throws Exception {
        return stream.said(new TopicPartition(stream.source(), 0));
    }
}
