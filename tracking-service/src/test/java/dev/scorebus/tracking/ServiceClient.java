package dev.scorebus.tracking;

import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// Asks the service under test as anybody would.
public final class ServiceClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Environment environment;

    public ServiceClient(Environment environment) {
        this.environment = environment;
    }

    /// The JSON that a path of the API answers with; fails unless it is 200.
    public JsonNode get(String path) {
        HttpResponse<String> response = ask(path);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
        }
        return WireJson.mapper().readTree(response.body());
    }

    /// The answer of the API.
    public HttpResponse<String> ask(String path) {
        return ask("local.server.port", path);
    }

    /// The answer of the API to a JSON body.
    public HttpResponse<String> post(String path, String json) {
        return send(
                HttpRequest.newBuilder(uri("local.server.port", path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build());
    }

    /// What a heal run of this id gets when it claims all dead letters of an action.
    public JsonNode claim(String action, String runId) {
        HttpResponse<String> response =
                post(
                        "/api/dead-letters/claims",
                        "{\"action\": \"%s\", \"runId\": \"%s\", \"filter\": {}}"
                                .formatted(action, runId));
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return WireJson.mapper().readTree(response.body()).path("claimed");
    }

    /// How many claims of a heal run are made dead again.
    public int release(String action, String runId) {
        HttpResponse<String> response =
                post(
                        "/api/dead-letters/claims/release",
                        "{\"action\": \"%s\", \"runId\": \"%s\", \"reason\": \"it ended\", \"who\": \"me\"}"
                                .formatted(action, runId));
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return WireJson.mapper().readTree(response.body()).path("released").asInt();
    }

    /// The answer of the management port.
    public HttpResponse<String> askManagement(String path) {
        return ask("local.management.port", path);
    }

    private HttpResponse<String> ask(String port, String path) {
        return send(HttpRequest.newBuilder(uri(port, path)).build());
    }

    private URI uri(String port, String path) {
        return URI.create(
                "http://127.0.0.1:" + Objects.requireNonNull(environment.getProperty(port)) + path);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
