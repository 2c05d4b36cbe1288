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
