package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.action.Action;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.score.kafka.KafkaClients;
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
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactlyOnceTest extends StreamScenario {
    private final KafkaClients kafka;

    ExactlyOnceTest(Scene scene) {
        super(scene);
        this.kafka = scene.kafka();
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.classes("merge-time", null, 1));
    }

    private static void assertEachOnce(StreamFixture stream, int sent) throws Exception {
        until(() -> stream.scoresById().size() >= sent && stream.records() >= sent);
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
        Action action = stream.draft().done();
        stream.sendEvents("e", 0, 200);
        StreamParts first = instance();
        MortalClients mortal = new MortalClients(healthy(first, action.name()), point, 3);
        ActionLoop dying = start(action, first, mortal.clients());
        assertThat(mortal.death().await(30, TimeUnit.SECONDS)).isTrue();
        dying.join();
        assertThat(dying.status().snapshot().state()).isEqualTo(State.FAILED);

        start(action);

        assertEachOnce(stream, 200);
    }

    @Test
    void twoInstancesShareAnActionWhileTheyComeAndGo() throws Exception {
        StreamFixture stream = fixture("shared", 4);
        Action action = stream.draft().done();
        stream.sendEvents("e", 0, 1000);
        StreamParts one = instance();
        StreamParts two = instance();
        ActionLoop first = start(action, one, healthy(one, action.name()));
        until(() -> first.status().snapshot().scored() > 100);
        ActionLoop second = start(action, two, healthy(two, action.name()));
        until(() -> sources(second, stream) == 2);
        stream.sendEvents("e", 1000, 2000);
        until(() -> second.status().snapshot().scored() > 0);

        stop(first);
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
        Action action = stream.draft().done();
        stream.sendEvents("e", 0, 30);
        StreamParts sleepy = instance();
        CountDownLatch asleep = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        ActionLoop frozen =
                start(
                        action,
                        sleepy,
                        sleeping(healthy(sleepy, action.name()), sleepy, action, asleep, wake));
        assertThat(asleep.await(30, TimeUnit.SECONDS)).isTrue();
        start(action);
        until(() -> stream.records() == 30);

        wake.countDown();

        until(() -> frozen.status().snapshot().lastError() != null);
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
        return healthy.consuming(() -> kafka.consumer(impatient))
                .producing(
                        () -> {
                            Producer<byte[], byte[]> real = healthy.producer().get();
                            return MortalClients.producer(
                                    (method, call) -> {
                                        if (method.equals("beginTransaction")
                                                && ++transactions[0] == 2) {
                                            asleep.countDown();
                                            wake.await();
                                        }
                                        return call.on(real);
                                    });
                        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommitWhoseOutcomeIsUnknownIsNeitherLostNorDoubled(boolean committed) throws Exception {
        StreamFixture stream = fixture(committed ? "unknown-done" : "unknown-undone", 1);
        Action action = stream.draft().done();
        stream.sendEvents("e", 0, 100);
        StreamParts parts = instance();
        StreamClients healthy = healthy(parts, action.name());
        int[] commits = {0};
        StreamClients doubtful =
                healthy.producing(() -> doubtful(healthy.producer().get(), commits, committed));

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
        Action action = stream.draft().done();
        stream.sendEvents("e", 0, 500);
        ActionLoop loop = start(action);
        until(() -> loop.status().snapshot().scored() > 20);

        platform.stopKafka();
        platform.startKafka();
        stream.sendEvents("e", 500, 600);

        assertEachOnce(stream, 600);
        assertThat(stream.readDeadLetters()).isEmpty();
    }

    @Test
    void aTopicThatIsMadeAgainIsAnotherTopicAndReadFromItsOwnStart() throws Exception {
        StreamFixture stream = fixture("remade", 1);
        Action action = stream.draft().done();
        stream.sendEvents("old", 0, 30);
        start(action);
        until(() -> stream.records() == 30);

        try (Admin admin = platform.admin()) {
            admin.deleteTopics(List.of(stream.source())).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(stream.source()));
        }
        topics.create(stream.source(), 1);
        stream.sendEvents("new", 0, 10);

        until(() -> stream.scoresById().size() == 40);
        Set<UUID> ids = new HashSet<>();
        stream.spans().forEach(span -> ids.add(span.frontier().topicId()));
        assertThat(ids).hasSize(2);
    }
}
