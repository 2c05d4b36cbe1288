package dev.scorebus.benchmarks.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.model.RegistryRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Does what score-service sees of train-service: serves the artefact of one model, and tells that it is the champion.
public final class ModelShelf implements AutoCloseable {
    private final BenchModel model;
    private final HttpServer server;

    /// Serves the model's artefact on a free port.
    public ModelShelf(BenchModel model) throws IOException {
        this.model = model;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/artefacts/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, model.ubj().length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(model.ubj());
        }
    }

    /// For `scorebus.score.artefacts`.
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// The path of score-service that answers 200 when it can score with the model.
    public String readiness() {
        return "/v2/models/" + model.version().name() + "/ready";
    }

    /// Makes the topic of models, and the model its champion.
    public void promote(KafkaTopics kafka, Topics topics) throws InterruptedException {
        kafka.create(topics.models(), 1, Map.of("cleanup.policy", "compact"));
        RegistryRecord registered = new RegistryRecord.Registered(model.version());
        RegistryRecord moved =
                new RegistryRecord.AliasMoved(
                        model.version().name(), null, "champion", model.version().version(), 1);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer(Map.of())) {
            for (RegistryRecord fact : List.of(registered, moved)) {
                producer.send(
                                new ProducerRecord<>(
                                        topics.models(),
                                        fact.key().getBytes(StandardCharsets.UTF_8),
                                        WireJson.mapper().writeValueAsBytes(fact)))
                        .get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("The model could not be registered", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
