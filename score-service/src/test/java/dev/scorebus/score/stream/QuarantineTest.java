package dev.scorebus.score.stream;

import static dev.scorebus.score.stream.StreamFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.MessageId;
import dev.scorebus.message.Topics;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.FakeTrainService;
import dev.scorebus.score.fixture.FlakyKind;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.model.Models;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.testkit.TestTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.unit.DataSize;

@ScorebusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuarantineTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final FakeTrainService TRAIN = new FakeTrainService();

    private final TestPlatform platform;
    private final TestTopics topics;
    private final Topics names;
    private final Models models;
    private final KafkaClients kafka;
    private final InstantSource clock;
    private final FlakyKind program;
    private final List<ActionLoop> loops = new ArrayList<>();
    private int instances;

    QuarantineTest(
            TestPlatform platform,
            TestTopics topics,
            Topics names,
            Models models,
            KafkaClients kafka,
            InstantSource clock,
            FlakyKind program) {
        this.platform = platform;
        this.topics = topics;
        this.names = names;
        this.models = models;
        this.kafka = kafka;
        this.clock = clock;
        this.program = program;
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("scorebus.score.artefacts", TRAIN::url);
        registry.add("scorebus.score.models.cache", TRAIN::cache);
    }

    @BeforeAll
    void registerModel() {
        topics.create(names.models(), 1);
        TRAIN.promote(topics, names, TinyModel.flaky("flaky", 1));
        await().dontCatchUncaughtExceptions()
                .atMost(LONG)
                .until(() -> models.trouble("flaky", null, "champion").isEmpty());
    }

    @AfterEach
    void stopLoops() {
        loops.forEach(ActionLoop::close);
        loops.forEach(ActionLoop::join);
        loops.clear();
    }

    @AfterAll
    static void stop() {
        TRAIN.close();
    }

    private ActionLoop start(Action action) {
        instances++;
        ScoreProperties.Stream settings =
                new ScoreProperties.Stream(
                        Duration.ofSeconds(2),
                        20,
                        DataSize.ofMegabytes(1),
                        DataSize.ofMegabytes(1),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1));
        StreamParts parts =
                new StreamParts(
                        models,
                        names,
                        settings,
                        new SimpleMeterRegistry(),
                        clock,
                        "instance-" + instances);
        StreamClients clients =
                StreamClients.of(
                        kafka,
                        settings,
                        parts.group(action.name()),
                        parts.transactionalId(action.name()));
        ActionLoop loop = new ActionLoop(action, parts, clients, null);
        loops.add(loop);
        loop.start();
        return loop;
    }

    private StreamFixture fixture(String name) {
        StreamFixture stream = new StreamFixture(platform, topics, names, name);
        topics.create(stream.source(), 1);
        return stream;
    }

    private static Action action(StreamFixture stream) {
        Action usual = stream.action("flaky", null, null);
        return new Action(
                usual.name(),
                usual.owner(),
                "flaky",
                usual.command(),
                usual.model(),
                usual.mode(),
                null,
                usual.input(),
                null,
                Action.Explain.NONE,
                usual.outputs(),
                usual.retry(),
                usual.scale(),
                usual.resources());
    }

    private static ProducerRecord<byte[], byte[]> message(StreamFixture stream, String id) {
        return stream.event(
                id, "{\"id\": \"%s\", \"kills\": %b}".formatted(id, id.startsWith("killer")));
    }

    private static void dies(ActionLoop loop) {
        await().dontCatchUncaughtExceptions()
                .atMost(LONG)
                .until(() -> loop.status().snapshot().state() == State.FAILED);
        assertThat(loop.status().snapshot().reason()).contains("died");
        loop.join();
    }

    @Test
    void aMessageThatKillsIsADeadLetterAfterItsSixthDeathAndItsNeighboursAreScoredOnce()
            throws Exception {
        StreamFixture stream = fixture("killed");
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

        await().dontCatchUncaughtExceptions().atMost(LONG).until(() -> stream.records() == 30);
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
        StreamFixture stream = fixture("waited");
        Action action = action(stream);
        topics.send(message(stream, "calm"));
        ActionLoop first = start(action);
        await().dontCatchUncaughtExceptions()
                .atMost(LONG)
                .until(() -> stream.scoresById().size() == 1);
        first.close();
        first.join();
        UUID topicId = stream.spans().getFirst().frontier().topicId();
        ProducerRecord<byte[], byte[]> third =
                new ProducerRecord<>(
                        Topics.retry(stream.action()),
                        message(stream, "killer-late").key(),
                        message(stream, "killer-late").value());
        new Attempt(stream.source(), new MessageId(topicId, 0, 0), -1, 0, 3, Instant.EPOCH)
                .writeTo(third.headers());
        topics.send(third);

        for (int death = 1; death <= 4; death++) {
            dies(start(action));
        }
        start(action);

        await().dontCatchUncaughtExceptions()
                .atMost(LONG)
                .until(() -> stream.readDeadLetters().size() == 1);
        assertThat(program.tries("killer-late")).isEqualTo(4);
        assertThat(stream.chain(0, 0))
                .containsExactly("3 FAILED", "4 FAILED", "5 FAILED", "6 DEAD");
    }

    @Test
    void anInstanceThatLeavesInOrderSaysSoAndTheNextIsNotCareful() throws Exception {
        StreamFixture stream = fixture("orderly");
        Action action = action(stream);
        topics.send(message(stream, "one"));
        ActionLoop first = start(action);
        await().dontCatchUncaughtExceptions()
                .atMost(LONG)
                .until(() -> stream.scoresById().size() == 1);
        assertThat(metadata(stream)).startsWith("open instance-" + instances + " ");

        first.close();
        first.join();

        assertThat(metadata(stream)).startsWith("clean ");
        List<ExceptionEntry> told = stream.story("one");
        assertThat(told).isEmpty();
    }

    private String metadata(StreamFixture stream) throws Exception {
        try (Admin admin = platform.admin()) {
            OffsetAndMetadata committed =
                    admin.listConsumerGroupOffsets(stream.group())
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .get(new TopicPartition(stream.source(), 0));
            return committed == null ? "nothing" : committed.metadata();
        }
    }
}
