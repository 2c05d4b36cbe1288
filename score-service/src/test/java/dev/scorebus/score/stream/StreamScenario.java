package dev.scorebus.score.stream;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import dev.scorebus.action.Action;
import dev.scorebus.message.Topics;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.fixture.FakeTrainService;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.score.sink.Sinks;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.testkit.TestTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.unit.DataSize;

/// A test of streams: a service with a model server of its own, and loops as instances of their own would run them.
@ScorebusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StreamScenario {
    static final Duration LONG = Duration.ofMinutes(3);
    private static @Nullable FakeTrainService trainService;

    final TestPlatform platform;
    final TestTopics topics;
    final Topics names;
    private final Scene scene;
    private final List<ActionLoop> loops = new ArrayList<>();
    private int instances;

    StreamScenario(Scene scene) {
        this.scene = scene;
        this.platform = scene.platform();
        this.topics = scene.topics();
        this.names = scene.names();
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        FakeTrainService fresh = new FakeTrainService();
        trainService = fresh;
        registry.add("scorebus.score.artefacts", fresh::url);
        registry.add("scorebus.score.models.cache", fresh::cache);
    }

    /// The models that are champions before the first test.
    abstract List<TinyModel> champions();

    @BeforeAll
    void promoteChampions() {
        topics.create(names.models(), 1);
        for (TinyModel model : champions()) {
            promote(model);
            until(
                    () ->
                            scene.models()
                                    .trouble(
                                            model.version().name(),
                                            model.version().customer(),
                                            "champion")
                                    .isEmpty());
        }
    }

    @AfterEach
    void stopLoops() {
        loops.forEach(ActionLoop::close);
        loops.forEach(ActionLoop::join);
        loops.clear();
    }

    @AfterAll
    static void stopTrainService() {
        requireNonNull(trainService).close();
    }

    /// The train-service that the service under test sees.
    static FakeTrainService trainService() {
        return requireNonNull(trainService);
    }

    final void promote(TinyModel model) {
        requireNonNull(trainService).promote(topics, names, model);
    }

    /// An action whose source does not exist yet. Its name begins with that of the test class: classes share a broker.
    final StreamFixture fixture(String action) {
        String test = getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return new StreamFixture(platform, topics, names, "%s-%s".formatted(test, action));
    }

    final StreamFixture fixture(String action, int partitions) {
        StreamFixture stream = fixture(action);
        topics.create(stream.source(), partitions);
        return stream;
    }

    /// Waits, long enough for any machine. What a loop dies of is expected, and not this test's failure.
    static void until(Callable<Boolean> condition) {
        await().dontCatchUncaughtExceptions().atMost(LONG).until(condition);
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

    /// What another instance shares among its loops.
    final StreamParts instance() {
        return instance(Sinks.NONE);
    }

    /// The same with sinks.
    final StreamParts instance(Sinks sinks) {
        instances++;
        return new StreamParts(
                scene.programs(),
                scene.skips(),
                names,
                settings(),
                new SimpleMeterRegistry(),
                scene.clock(),
                "instance-" + instances,
                new Turn(),
                _ -> sinks);
    }

    final StreamClients healthy(StreamParts instance, String action) {
        return StreamClients.of(
                scene.kafka(),
                instance.settings(),
                instance.group(action),
                instance.transactionalId(action));
    }

    /// Another instance runs the action.
    final ActionLoop start(Action action) {
        StreamParts instance = instance();
        return start(action, instance, healthy(instance, action.name()));
    }

    final ActionLoop start(Action action, StreamParts instance, StreamClients clients) {
        ActionLoop loop = new ActionLoop(action, instance, clients, null);
        loops.add(loop);
        loop.start();
        return loop;
    }

    /// The instance ends in order.
    static void stop(ActionLoop loop) {
        loop.close();
        loop.join();
    }
}
