package dev.scorebus.benchmarks.service;

import com.sun.net.httpserver.HttpServer;
import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.local.LocalPlatform;
import dev.scorebus.local.LocalSettings;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.model.RegistryRecord;
import dev.scorebus.score.ScoreMain;
import dev.scorebus.tracking.TrackingMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// The services under test on a fresh broker and database; everything is gone when it is closed.
public final class BenchPlatform implements AutoCloseable {
    private static final Topics TOPICS = new Topics("bench");

    private final Path home;
    private final LocalPlatform local;
    private final HttpServer artefacts;
    private final ConfigurableApplicationContext score;
    private final ConfigurableApplicationContext tracking;
    private final HttpClient http = HttpClient.newHttpClient();

    private BenchPlatform(BenchModel model) throws IOException {
        home = Files.createTempDirectory("scorebus-bench");
        local = LocalPlatform.start(LocalSettings.withFreePorts(home));
        artefacts =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        artefacts.createContext(
                "/api/artefacts/",
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(200, model.ubj().length);
                        exchange.getResponseBody().write(model.ubj());
                    }
                });
        artefacts.start();
        score =
                run(
                        ScoreMain.application(),
                        "--scorebus.score.artefacts=http://127.0.0.1:"
                                + artefacts.getAddress().getPort(),
                        "--scorebus.score.models.cache=" + home.resolve("score"));
        tracking =
                run(
                        TrackingMain.application(),
                        "--spring.datasource.url=" + local.jdbcUrl(LocalPlatform.DATABASE),
                        "--spring.datasource.username=" + local.user(),
                        "--spring.datasource.password=" + local.password());
    }

    /// Starts everything and lets `model` be the champion.
    public static BenchPlatform start(BenchModel model) throws IOException, InterruptedException {
        BenchPlatform platform = new BenchPlatform(model);
        platform.promote(model);
        return platform;
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
                java.util.stream.Stream.concat(shared.stream(), java.util.Arrays.stream(more))
                        .toArray(String[]::new));
    }

    private void promote(BenchModel model) throws InterruptedException {
        RegistryRecord registered = new RegistryRecord.Registered(model.version());
        RegistryRecord moved =
                new RegistryRecord.AliasMoved(
                        model.version().name(), null, "champion", model.version().version(), 1);
        createTopic(TOPICS.models(), 1, Map.of("cleanup.policy", "compact"));
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (RegistryRecord fact : List.of(registered, moved)) {
                producer.send(
                                new ProducerRecord<>(
                                        TOPICS.models(),
                                        fact.key().getBytes(StandardCharsets.UTF_8),
                                        WireJson.mapper().writeValueAsBytes(fact)))
                        .get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("The model could not be registered", e);
        }
        await("/v2/models/" + model.version().name() + "/ready");
    }

    private void await(String path) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (send(HttpRequest.newBuilder(scoreUri(path)).build()).statusCode() != 200) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("score-service never said 200 to " + path);
            }
            Thread.onSpinWait();
        }
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
        String yaml =
                """
                apiVersion: scorebus.dev/v1
                kind: Action
                metadata: {name: %s, owner: benchmarks}
                spec:
                  program: trees
                  command: score
                  model: {name: bench, alias: champion}
                  mode: stream
                  input: {topics: [%s]}
                  explain: %s
                  outputs: [{topic: %s}]
                """
                        .formatted(name, input, explain, output);
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(scoreUri("/api/actions/" + name))
                                .header("Content-Type", "application/yaml")
                                .PUT(HttpRequest.BodyPublishers.ofString(yaml))
                                .build());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("The action was refused: " + answer.body());
        }
    }

    /// Ends an action.
    public void delete(String action) {
        send(HttpRequest.newBuilder(scoreUri("/api/actions/" + action)).DELETE().build());
    }

    private URI scoreUri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(scorePort(), path));
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted while score-service was asked", e);
        }
    }

    /// Makes a topic whose records carry the broker's time.
    public void createTopic(String name, int partitions) throws InterruptedException {
        createTopic(name, partitions, Map.of("message.timestamp.type", "LogAppendTime"));
    }

    private void createTopic(String name, int partitions, Map<String, String> settings)
            throws InterruptedException {
        NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(settings);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Topic %s could not be made".formatted(name), e);
        }
    }

    /// A producer of bytes.
    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new java.util.HashMap<>(settings);
        all.put("bootstrap.servers", bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() throws IOException {
        score.close();
        tracking.close();
        artefacts.stop(0);
        http.close();
        local.close();
        Files.walkFileTree(
                home,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, java.io.IOException failure) throws IOException {
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
