package dev.scorebus.benchmarks.service;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.local.LocalPlatform;
import dev.scorebus.local.LocalSettings;
import dev.scorebus.message.Topics;
import dev.scorebus.score.ScoreMain;
import dev.scorebus.tracking.TrackingMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// The services under test on a fresh broker and database; everything is gone when it is closed.
public final class BenchPlatform implements AutoCloseable {
    private static final Topics TOPICS = new Topics("bench");
    private static final Patience START = new Patience(Duration.ofSeconds(60));

    private final TemporaryFolder home;
    private final LocalPlatform local;
    private final KafkaTopics kafka;
    private final ModelShelf shelf;
    private final ConfigurableApplicationContext score;
    private final ConfigurableApplicationContext tracking;
    private final ServiceApi api;

    private BenchPlatform(BenchModel model, Class<?>... scoreParts) throws IOException {
        home = TemporaryFolder.create("scorebus-bench");
        local = LocalPlatform.start(LocalSettings.withFreePorts(home.path()));
        kafka = new KafkaTopics(local.bootstrapServers());
        shelf = new ModelShelf(model);
        score =
                run(
                        ScoreMain.application().sources(scoreParts),
                        "--scorebus.score.artefacts=" + shelf.uri(),
                        "--scorebus.score.models.cache=" + home.path().resolve("score"),
                        "--scorebus.score.programs.folder=" + programs(),
                        "--scorebus.score.programs.environment[PYTHONPATH]=" + Python.sdk());
        tracking =
                run(
                        TrackingMain.application(),
                        "--spring.datasource.url=" + local.jdbcUrl(LocalPlatform.DATABASE),
                        "--spring.datasource.username=" + local.user(),
                        "--spring.datasource.password=" + local.password());
        api = new ServiceApi(scorePort());
    }

    /// Starts everything and lets `model` be the champion.
    ///
    /// @param scoreParts what score-service has besides its own parts
    public static BenchPlatform start(BenchModel model, Class<?>... scoreParts)
            throws IOException, InterruptedException {
        BenchPlatform platform = new BenchPlatform(model, scoreParts);
        boolean ready = false;
        try {
            platform.shelf.promote(platform.kafka, TOPICS);
            START.until(
                    "score-service has the model",
                    () -> platform.api.isReady(platform.shelf.readiness()));
            ready = true;
            return platform;
        } finally {
            if (!ready) {
                platform.close();
            }
        }
    }

    private ConfigurableApplicationContext run(
            SpringApplicationBuilder application, String... more) {
        List<String> shared =
                List.of(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--logging.level.root=error",
                        "--spring.main.banner-mode=off",
                        "--spring.jmx.enabled=false",
                        "--scorebus.topic-prefix=" + TOPICS.prefix(),
                        "--spring.kafka.bootstrap-servers=" + local.bootstrapServers());
        return application.run(
                Stream.concat(shared.stream(), Arrays.stream(more)).toArray(String[]::new));
    }

    /// The folder of programs in other languages; empty at first.
    public Path programs() {
        return home.path().resolve("programs");
    }

    /// The broker.
    public String bootstrapServers() {
        return local.bootstrapServers();
    }

    /// The port of score-service.
    public int scorePort() {
        return score.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /// Puts an action to work that scores `input` into `output`.
    public void apply(String name, String input, String output, String explain) {
        apply(new StreamAction(name, input, output, explain));
    }

    /// Puts an action to work.
    public void apply(StreamAction action) {
        api.apply(action);
    }

    /// Ends an action.
    public void delete(String action) {
        api.delete(action);
    }

    /// Makes a topic whose records carry the broker's time.
    public void createTopic(String name, int partitions) throws InterruptedException {
        kafka.create(name, partitions);
    }

    /// A producer of bytes.
    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        return kafka.producer(settings);
    }

    @Override
    public void close() throws IOException {
        score.close();
        tracking.close();
        shelf.close();
        api.close();
        local.close();
        home.close();
    }
}
