package dev.scorebus.score.stream;

import static dev.scorebus.score.stream.StreamFixture.bytes;
import static dev.scorebus.score.stream.StreamFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Start;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.score.fixture.TinyModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Messages that are legal, and whose score, dead letter or account would be larger than a topic takes; and partitions that come later.
class OversizeTest extends StreamScenario {
    OversizeTest(Scene scene) {
        super(scene);
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.classes("merge-time", null, 1));
    }

    static Stream<Arguments> large() {
        return Stream.of(
                Arguments.of("large-id", "ce_id", 300_000, "the topic takes"),
                Arguments.of("large-version", "ce_specversion", 450_000, "specversion"),
                Arguments.of("large-time", "ce_time", 400_000, "time"));
    }

    @ParameterizedTest
    @MethodSource("large")
    void aMessageWithALargeAttributeIsADeadLetterAndHoldsUpNobody(
            String action, String attribute, int size, String reason) throws Exception {
        StreamFixture stream = fixture(action, 1);
        ProducerRecord<byte[], byte[]> large = stream.event("large", "{\"lang\": \"go\"}");
        large.headers().remove(attribute).add(attribute, bytes("9".repeat(size)));

        stream.sendEvents("before", 0, 1);
        topics.send(large);
        stream.sendEvents("after", 0, 1);
        stream.putAction(stream.draft().done());

        until(() -> stream.scoresById().size() == 2);
        until(() -> stream.readDeadLetters().size() == 1);
        assertThat(header(stream.readDeadLetters().getFirst(), "__dlq.errors.message"))
                .contains(reason)
                .hasSizeLessThan(600);
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }

    @Test
    void aPollOfNothingButFailuresIsToldInEventsThatAnyBrokerTakes() throws Exception {
        StreamFixture stream = fixture("all-bad", 1);
        List<ProducerRecord<byte[], byte[]>> bad = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            bad.add(stream.event("%04d".formatted(i).repeat(245), "no JSON"));
        }
        stream.send(bad);
        stream.sendEvents("after", 0, 1);

        stream.putAction(stream.draft().done());

        until(() -> stream.records() == 501);
        assertThat(stream.readDeadLetters()).hasSize(500);
        assertThat(stream.spans()).hasSizeGreaterThan(2);
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        assertThat(stream.spans().stream().mapToInt(TrackingEvent.Span::failed).sum())
                .isEqualTo(500);
    }

    @Test
    void anActionThatBeginsAtTheEndReadsPartitionsThatAreAddedLaterFromTheirStart()
            throws Exception {
        StreamFixture stream = fixture("begins-late", 2);
        stream.sendEvents("old", 0, 20);
        Action late = stream.draft().start(Start.LATEST).done();
        stream.putAction(late);
        until(() -> stream.committed().size() == 2);

        try (Admin admin = platform.admin()) {
            admin.createPartitions(Map.of(stream.source(), NewPartitions.increaseTo(3)))
                    .all()
                    .get();
        }
        ProducerRecord<byte[], byte[]> added =
                new ProducerRecord<>(stream.source(), 2, bytes("k"), bytes("{\"lang\": \"go\"}"));
        topics.send(added);
        // Another version: its loop starts anew, and sees the topic as it is now.
        stream.putAction(stream.draft().start(Start.LATEST).owner("others").done());

        until(() -> stream.committed().size() == 3);
        until(() -> stream.scoresById().size() == 1);
        assertThat(stream.tiledUpTo()).containsEntry(2, 1L);
    }
}
