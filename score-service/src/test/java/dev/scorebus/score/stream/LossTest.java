package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.score.action.ActionStatus;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.TinyModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Messages that are gone before they are read, and offsets that somebody set: nothing is passed over in silence, and nothing
/// is processed twice.
class LossTest extends StreamScenario {
    private final StreamSupervisor supervisor;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    LossTest(Scene scene, StreamSupervisor supervisor, @LocalServerPort int port) {
        super(scene);
        this.supervisor = supervisor;
        this.port = port;
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.classes("merge-time", null, 1));
    }

    private static void send(StreamFixture stream, int partition, int from, int to) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ProducerRecord<byte[], byte[]> event =
                    stream.event("p%d-%d".formatted(partition, i), "{\"lang\": \"go\"}");
            records.add(
                    new ProducerRecord<>(
                            stream.source(),
                            partition,
                            null,
                            event.key(),
                            event.value(),
                            event.headers()));
        }
        stream.send(records);
    }

    private void run(StreamFixture stream) {
        stream.putAction(stream.draft().done());
    }

    private void stopAction(StreamFixture stream) {
        topics.send(names.actions(), stream.action(), null);
        until(() -> status(stream).state() == State.STOPPED && groupIsEmpty(stream));
    }

    private boolean groupIsEmpty(StreamFixture stream) throws Exception {
        try (Admin admin = platform.admin()) {
            return admin
                    .describeConsumerGroups(List.of(stream.group()))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .allMatch(group -> group.members().isEmpty());
        }
    }

    private ActionStatus status(StreamFixture stream) {
        return supervisor.status(stream.action());
    }

    private void setOffset(StreamFixture stream, int partition, long offset) throws Exception {
        try (Admin admin = platform.admin()) {
            admin.alterConsumerGroupOffsets(
                            stream.group(),
                            Map.of(
                                    new TopicPartition(stream.source(), partition),
                                    new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        }
    }

    private static List<String> losses(StreamFixture stream) {
        List<String> losses = new ArrayList<>();
        for (TrackingEvent event : stream.tracking()) {
            if (event instanceof TrackingEvent.Lost lost) {
                losses.add("[%d, %d) %s".formatted(lost.lo(), lost.hi(), lost.reason()));
            }
        }
        return losses;
    }

    private HttpResponse<String> skip(String action, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/api/actions/%s/skip"
                                                .formatted(port, action)))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> skip(StreamFixture stream, int partition, long to)
            throws IOException, InterruptedException {
        return skip(
                stream.action(),
                "{\"topic\": \"%s\", \"partition\": %d, \"to\": %d, \"reason\": \"tested\", \"who\": \"ann\"}"
                        .formatted(stream.source(), partition, to));
    }

    @Test
    void offsetsThatRetentionTookAreTold() throws Exception {
        StreamFixture stream = fixture("retention", 1);
        send(stream, 0, 0, 20);
        run(stream);
        until(() -> stream.records() == 20);
        stopAction(stream);
        send(stream, 0, 20, 40);
        TopicPartition partition = new TopicPartition(stream.source(), 0);
        try (Admin admin = platform.admin()) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(30))).all().get();
        }

        run(stream);

        until(() -> stream.records() == 30);
        assertThat(losses(stream)).containsExactly("[20, 30) " + Placement.RETENTION);
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }

    @Test
    void anOffsetThatWasSetForwardByHandIsToldAsALoss() throws Exception {
        StreamFixture stream = fixture("set-forward", 1);
        send(stream, 0, 0, 20);
        run(stream);
        until(() -> stream.records() == 20);
        stopAction(stream);
        send(stream, 0, 20, 40);
        setOffset(stream, 0, 33);

        run(stream);

        until(() -> stream.records() == 27);
        assertThat(losses(stream)).containsExactly("[20, 33) " + Placement.BY_HAND);
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        assertThat(status(stream).halted()).isEmpty();
    }

    @Test
    void anOffsetThatWasSetBeforeTheFirstStartIsWhereAccountingBegins() throws Exception {
        StreamFixture stream = fixture("set-first", 1);
        send(stream, 0, 0, 20);
        setOffset(stream, 0, 15);

        run(stream);

        until(() -> stream.records() == 5);
        assertThat(losses(stream)).isEmpty();
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }

    @Test
    void anOffsetThatWasSetBackHaltsItsPartitionAloneAndNothingIsProcessedTwice() throws Exception {
        StreamFixture stream = fixture("set-back", 2);
        send(stream, 0, 0, 20);
        send(stream, 1, 0, 20);
        run(stream);
        until(() -> stream.records() == 40);
        stopAction(stream);
        setOffset(stream, 0, 5);

        run(stream);
        send(stream, 0, 20, 25);
        send(stream, 1, 20, 30);

        until(() -> stream.records() == 50);
        until(() -> status(stream).halted().size() == 1);
        assertThat(status(stream).state()).isEqualTo(State.FAILED);
        assertThat(status(stream).reason())
                .contains(stream.source() + "-0 was set back by hand to 5", "up to 20", "skip");
        assertThat(stream.committed()).containsEntry(0, 5L);
        assertThat(skip(stream, 0, 19).statusCode()).isEqualTo(422);
        assertThat(skip(stream, 1, 20).statusCode()).isEqualTo(409);

        assertThat(skip(stream, 0, 20).statusCode()).isEqualTo(202);

        until(() -> stream.records() == 55);
        assertThat(stream.scoresById())
                .hasSize(55)
                .allSatisfy((_, count) -> assertThat(count).isEqualTo(1));
        assertThat(losses(stream)).isEmpty();
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        until(() -> status(stream).state() == State.RUNNING);
    }

    @Test
    void aLogThatWasCutHaltsItsPartitionUntilSomeoneSaysWhereToGoOn() throws Exception {
        StreamFixture stream = fixture("cut", 1);
        send(stream, 0, 0, 20);
        run(stream);
        until(() -> stream.records() == 20);
        stopAction(stream);
        setOffset(stream, 0, 99);

        run(stream);

        until(() -> status(stream).state() == State.FAILED);
        assertThat(status(stream).reason())
                .contains(
                        "committed offset 99 of %s-0 lay beyond its end"
                                .formatted(stream.source()));
        assertThat(stream.committed()).containsEntry(0, 99L);
        stopAction(stream);
        send(stream, 0, 20, 110);
        run(stream);
        until(() -> status(stream).halted().size() == 1);
        assertThat(skip(stream, 0, 20).statusCode())
                .as("no offset would say that something is lost")
                .isEqualTo(422);
        assertThat(skip(stream, 0, 111).body()).contains("21 to 110, got 111");

        assertThat(skip(stream, 0, 100).statusCode()).isEqualTo(202);

        until(() -> stream.records() == 30);
        assertThat(losses(stream)).containsExactly("[20, 100) skipped by ann: tested");
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }

    @Test
    void anOrderThatSaysTooLittleIsRefusedWithAllThatIsMissing() throws Exception {
        StreamFixture stream = fixture("orders", 1);
        run(stream);
        until(() -> status(stream).state() == State.RUNNING);
        until(() -> skip(stream, 0, 1).statusCode() == 409);

        assertThat(skip("nobody", "{}").statusCode()).isEqualTo(404);
        assertThat(skip(stream.action(), "[").statusCode()).isEqualTo(400);
        HttpResponse<String> empty = skip(stream.action(), "{}");
        assertThat(empty.statusCode()).isEqualTo(422);
        assertThat(empty.body())
                .contains(
                        "topic: 'null'",
                        stream.source() + ", " + stream.action() + ".retry",
                        "to: ",
                        "reason: ",
                        "who: ");
        assertThat(skip(stream, 7, 1).statusCode()).isEqualTo(409);
    }
}
