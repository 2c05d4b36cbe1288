package dev.scorebus.score.stream;

import static dev.scorebus.score.stream.StreamFixture.bytes;
import static dev.scorebus.score.stream.StreamFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Start;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.message.Topics;
import dev.scorebus.score.fixture.FakeTrainService;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.testkit.TestTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// Messages that are legal, and whose score, dead letter or account would be larger than a topic takes; and partitions that come later.
@ScorebusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OversizeTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final FakeTrainService TRAIN = new FakeTrainService();

    private final TestPlatform platform;
    private final TestTopics topics;
    private final Topics names;

    OversizeTest(TestPlatform platform, TestTopics topics, Topics names) {
        this.platform = platform;
        this.topics = topics;
        this.names = names;
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("scorebus.score.artefacts", TRAIN::url);
        registry.add("scorebus.score.models.cache", TRAIN::cache);
    }

    @BeforeAll
    void registerModel() {
        topics.create(names.models(), 1);
        TRAIN.promote(topics, names, TinyModel.classes("merge-time", null, 1));
    }

    @AfterAll
    static void stop() {
        TRAIN.close();
    }

    private StreamFixture fixture(String action, int partitions) {
        StreamFixture stream = new StreamFixture(platform, topics, names, action);
        topics.create(stream.source(), partitions);
        return stream;
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
        stream.putAction(stream.action("merge-time", null, null));

        await().atMost(LONG).until(() -> stream.scoresById().size() == 2);
        await().atMost(LONG).until(() -> stream.readDeadLetters().size() == 1);
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

        stream.putAction(stream.action("merge-time", null, null));

        await().atMost(LONG).until(() -> stream.records() == 501);
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
        Action usual = stream.action("merge-time", null, null);
        Action late =
                new Action(
                        usual.name(),
                        usual.owner(),
                        usual.program(),
                        usual.command(),
                        usual.model(),
                        usual.mode(),
                        null,
                        new Action.Input(usual.input().topics(), null, Start.LATEST),
                        null,
                        usual.explain(),
                        usual.outputs(),
                        usual.retry(),
                        usual.scale(),
                        usual.resources());
        stream.putAction(late);
        await().atMost(LONG).until(() -> stream.committed().size() == 2);

        try (Admin admin = platform.admin()) {
            admin.createPartitions(Map.of(stream.source(), NewPartitions.increaseTo(3)))
                    .all()
                    .get();
        }
        ProducerRecord<byte[], byte[]> added =
                new ProducerRecord<>(stream.source(), 2, bytes("k"), bytes("{\"lang\": \"go\"}"));
        topics.send(added);
        stream.putAction(renamed(late));

        await().atMost(LONG).until(() -> stream.committed().size() == 3);
        await().atMost(LONG).until(() -> stream.scoresById().size() == 1);
        assertThat(stream.tiledUpTo()).containsEntry(2, 1L);
    }

    /// The same action as another version: its loop starts anew, and sees the topic as it is now.
    private static Action renamed(Action action) {
        return new Action(
                action.name(),
                "others",
                action.program(),
                action.command(),
                action.model(),
                action.mode(),
                null,
                action.input(),
                null,
                action.explain(),
                action.outputs(),
                action.retry(),
                action.scale(),
                action.resources());
    }
}
