package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.message.Topics;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.FakeTrainService;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.model.Models;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.testkit.TestTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.unit.DataSize;

@ScorebusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactlyOnceTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final FakeTrainService TRAIN = new FakeTrainService();

    private final TestPlatform platform;
    private final TestTopics topics;
    private final Topics names;
    private final Models models;
    private final KafkaClients kafka;
    private final InstantSource clock;
    private final List<ActionLoop> loops = new ArrayList<>();
    private int instances;

    ExactlyOnceTest(
            TestPlatform platform,
            TestTopics topics,
            Topics names,
            Models models,
            KafkaClients kafka,
            InstantSource clock) {
        this.platform = platform;
        this.topics = topics;
        this.names = names;
        this.models = models;
        this.kafka = kafka;
        this.clock = clock;
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
        await().atMost(LONG).until(() -> models.trouble("merge-time", null, "champion").isEmpty());
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

    private static ScoreProperties.Stream settings() {
        return new ScoreProperties.Stream(
                Duration.ofSeconds(2),
                20,
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1));
    }

    private StreamParts parts() {
        instances++;
        return new StreamParts(
                models,
                names,
                settings(),
                new SimpleMeterRegistry(),
                clock,
                "instance-" + instances);
    }

    private StreamClients healthy(StreamParts parts, String action) {
        return StreamClients.of(
                kafka, parts.settings(), parts.group(action), parts.transactionalId(action));
    }

    private ActionLoop start(Action action, StreamParts parts, StreamClients clients) {
        ActionLoop loop = new ActionLoop(action, parts, clients, null);
        loops.add(loop);
        loop.start();
        return loop;
    }

    private StreamFixture fixture(String action, int partitions) {
        StreamFixture stream = new StreamFixture(platform, topics, names, action);
        topics.create(stream.source(), partitions);
        return stream;
    }

    private static void assertEachOnce(StreamFixture stream, int sent) throws Exception {
        await().atMost(LONG)
                .until(() -> stream.scoresById().size() >= sent && stream.records() >= sent);
        assertThat(stream.scoresById())
                .hasSize(sent)
                .allSatisfy((_, count) -> assertThat(count).isEqualTo(1));
        assertThat(stream.records()).isEqualTo(sent);
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }

    @ParameterizedTest
    @EnumSource(CrashPoint.class)
    void aMessageIsScoredOnceHoweverItsInstanceIsKilled(CrashPoint point) throws Exception {
        StreamFixture stream = fixture(point.name().toLowerCase(Locale.ROOT).replace('_', '-'), 2);
        Action action = stream.action("merge-time", null, null);
        stream.sendEvents("e", 0, 200);
        StreamParts first = parts();
        MortalClients mortal = new MortalClients(healthy(first, action.name()), point, 3);
        ActionLoop dying = start(action, first, mortal.clients());
        assertThat(mortal.death().await(30, TimeUnit.SECONDS)).isTrue();
        dying.join();
        assertThat(dying.status().snapshot().state()).isEqualTo(State.FAILED);

        StreamParts second = parts();
        start(action, second, healthy(second, action.name()));

        assertEachOnce(stream, 200);
    }

    @Test
    void twoInstancesShareAnActionWhileTheyComeAndGo() throws Exception {
        StreamFixture stream = fixture("shared", 4);
        Action action = stream.action("merge-time", null, null);
        stream.sendEvents("e", 0, 1000);
        StreamParts one = parts();
        StreamParts two = parts();
        ActionLoop first = start(action, one, healthy(one, action.name()));
        await().atMost(LONG).until(() -> first.status().snapshot().scored() > 100);
        ActionLoop second = start(action, two, healthy(two, action.name()));
        await().atMost(LONG).until(() -> sources(second, stream) == 2);
        stream.sendEvents("e", 1000, 2000);
        await().atMost(LONG).until(() -> second.status().snapshot().scored() > 0);

        first.close();
        first.join();
        stream.sendEvents("e", 2000, 2200);

        assertEachOnce(stream, 2200);
        assertThat(sources(second, stream)).isEqualTo(4);
        Set<String> instances = new HashSet<>();
        stream.spans().forEach(span -> instances.add(span.instance()));
        assertThat(instances).hasSize(2);
    }

    private static long sources(ActionLoop loop, StreamFixture stream) {
        return loop.status().snapshot().partitions().stream()
                .filter(partition -> partition.topic().equals(stream.source()))
                .count();
    }

    @Test
    void anInstanceThatWakesAfterItsPartitionsWentToAnotherCommitsNothing() throws Exception {
        StreamFixture stream = fixture("frozen", 1);
        Action action = stream.action("merge-time", null, null);
        stream.sendEvents("e", 0, 30);
        StreamParts sleepy = parts();
        CountDownLatch asleep = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        ActionLoop frozen =
                start(
                        action,
                        sleepy,
                        sleeping(healthy(sleepy, action.name()), sleepy, action, asleep, wake));
        assertThat(asleep.await(30, TimeUnit.SECONDS)).isTrue();
        StreamParts other = parts();
        start(action, other, healthy(other, action.name()));
        await().atMost(LONG).until(() -> stream.records() == 30);

        wake.countDown();

        await().atMost(LONG).until(() -> frozen.status().snapshot().lastError() != null);
        stream.sendEvents("e", 30, 60);
        assertEachOnce(stream, 60);
        assertThat(stream.spans()).allSatisfy(span -> assertThat(span.records()).isPositive());
    }

    /// Clients whose loop sleeps before its second transaction (the first is the origin), longer than it may be silent.
    private StreamClients sleeping(
            StreamClients healthy,
            StreamParts parts,
            Action action,
            CountDownLatch asleep,
            CountDownLatch wake) {
        Map<String, Object> impatient =
                new HashMap<>(StreamClients.consumer(parts.settings(), parts.group(action.name())));
        impatient.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 2_500);
        int[] transactions = {0};
        return new StreamClients(
                () -> kafka.consumer(impatient),
                () -> {
                    Producer<byte[], byte[]> real = healthy.producer().get();
                    return MortalClients.producer(
                            (method, call) -> {
                                if (method.equals("beginTransaction") && ++transactions[0] == 2) {
                                    asleep.countDown();
                                    wake.await();
                                }
                                return call.on(real);
                            });
                },
                healthy.admin());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommitWhoseOutcomeIsUnknownIsNeitherLostNorDoubled(boolean committed) throws Exception {
        StreamFixture stream = fixture(committed ? "unknown-done" : "unknown-undone", 1);
        Action action = stream.action("merge-time", null, null);
        stream.sendEvents("e", 0, 100);
        StreamParts parts = parts();
        StreamClients healthy = healthy(parts, action.name());
        int[] commits = {0};
        StreamClients doubtful =
                new StreamClients(
                        healthy.consumer(),
                        () -> doubtful(healthy.producer().get(), commits, committed),
                        healthy.admin());

        start(action, parts, doubtful);

        assertEachOnce(stream, 100);
        assertThat(commits[0]).isGreaterThanOrEqualTo(6);
    }

    /// A producer whose every third commit times out, after it was done or before.
    private static Producer<byte[], byte[]> doubtful(
            Producer<byte[], byte[]> real, int[] commits, boolean committed) {
        return MortalClients.producer(
                (method, call) -> {
                    if (!method.equals("commitTransaction") || ++commits[0] % 3 != 0) {
                        return call.on(real);
                    }
                    if (committed) {
                        Object _ = call.on(real);
                    }
                    throw new TimeoutException("nobody knows");
                });
    }

    @Test
    void aBrokerThatGoesAwayAndComesBackLosesAndDoublesNothing() throws Exception {
        StreamFixture stream = fixture("bounced", 2);
        Action action = stream.action("merge-time", null, null);
        stream.sendEvents("e", 0, 500);
        StreamParts parts = parts();
        ActionLoop loop = start(action, parts, healthy(parts, action.name()));
        await().atMost(LONG).until(() -> loop.status().snapshot().scored() > 20);

        platform.stopKafka();
        platform.startKafka();
        stream.sendEvents("e", 500, 600);

        assertEachOnce(stream, 600);
        assertThat(stream.readDeadLetters()).isEmpty();
    }

    @Test
    void offsetsThatTheLogLostAreSaidAndAnEndBehindTheGroupStopsTheAction() throws Exception {
        StreamFixture stream = fixture("cut", 1);
        TopicPartition partition = new TopicPartition(stream.source(), 0);
        Action action = stream.action("merge-time", null, null);
        stream.sendEvents("e", 0, 20);
        StreamParts first = parts();
        ActionLoop loop = start(action, first, healthy(first, action.name()));
        await().atMost(LONG).until(() -> stream.records() == 20);
        loop.close();
        loop.join();
        stream.sendEvents("e", 20, 40);
        try (Admin admin = platform.admin()) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(30))).all().get();

            StreamParts second = parts();
            ActionLoop resumed = start(action, second, healthy(second, action.name()));
            await().atMost(LONG).until(() -> stream.records() == 30);
            assertThat(stream.tracking())
                    .anyMatch(
                            event ->
                                    event instanceof TrackingEvent.Lost lost
                                            && lost.lo() == 20
                                            && lost.hi() == 30);
            assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
            resumed.close();
            resumed.join();

            Map<TopicPartition, OffsetAndMetadata> beyond =
                    Map.of(partition, new OffsetAndMetadata(99));
            admin.alterConsumerGroupOffsets(stream.group(), beyond).all().get();
        }
        StreamParts third = parts();
        ActionLoop stopped = start(action, third, healthy(third, action.name()));
        await().atMost(LONG).until(() -> stopped.status().snapshot().state() == State.FAILED);
        assertThat(stopped.status().snapshot().reason())
                .contains("committed offset 99 of cut-in-0 lay beyond its end");
        assertThat(stream.committed()).containsEntry(0, 99L);
    }

    @Test
    void aTopicThatIsMadeAgainIsAnotherTopicAndReadFromItsOwnStart() throws Exception {
        StreamFixture stream = fixture("remade", 1);
        Action action = stream.action("merge-time", null, null);
        stream.sendEvents("old", 0, 30);
        StreamParts parts = parts();
        start(action, parts, healthy(parts, action.name()));
        await().atMost(LONG).until(() -> stream.records() == 30);

        try (Admin admin = platform.admin()) {
            admin.deleteTopics(List.of(stream.source())).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(stream.source()));
        }
        topics.create(stream.source(), 1);
        stream.sendEvents("new", 0, 10);

        await().atMost(LONG).until(() -> stream.scoresById().size() == 40);
        Set<UUID> ids = new HashSet<>();
        stream.spans().forEach(span -> ids.add(span.frontier().topicId()));
        assertThat(ids).hasSize(2);
    }
}
