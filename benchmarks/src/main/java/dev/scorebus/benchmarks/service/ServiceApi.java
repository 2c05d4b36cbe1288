package dev.scorebus.benchmarks.service;

import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// The HTTP API of a service, asked as anybody would.
public final class ServiceApi implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    /// @param port where the service listens on 127.0.0.1
    public ServiceApi(int port) {
        this.port = port;
    }

    /// Whether a path answers 200, and soon. A service that is not there does not.
    public boolean isReady(String path) {
        try {
            return send(HttpRequest.newBuilder(uri(path)).timeout(GLANCE)).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /// What a path answers; fails unless that is 200.
    public JsonNode get(String path) {
        return WireJson.mapper().readTree(require(HttpRequest.newBuilder(uri(path)), path));
    }

    /// Puts an action to work.
    public void apply(StreamAction action) {
        String path = "/api/actions/" + action.name();
        String _ =
                require(
                        HttpRequest.newBuilder(uri(path))
                                .header("Content-Type", "application/yaml")
                                .PUT(HttpRequest.BodyPublishers.ofString(action.yaml())),
                        path);
    }

    /// Ends an action.
    public void delete(String action) {
        String path = "/api/actions/" + action;
        String _ = require(HttpRequest.newBuilder(uri(path)).DELETE(), path);
    }

    private String require(HttpRequest.Builder request, String path) {
        try {
            HttpResponse<String> answer = send(request.timeout(ANSWER));
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        "%s answered %d: %s".formatted(path, answer.statusCode(), answer.body()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a service was asked", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
