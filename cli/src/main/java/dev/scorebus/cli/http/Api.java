package dev.scorebus.cli.http;

import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The platform's HTTP interface. A refusal becomes a [CommandFailure] with the service's own words.
public final class Api implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration GLANCE = Duration.ofSeconds(6);

    private final URI base;
    private final boolean verbose;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /// The interface at a base address such as `http://127.0.0.1:8080`.
    public Api(URI base) {
        this(base, false);
    }

    /// @param verbose whether a refusal names its request and status
    public Api(URI base, boolean verbose) {
        this.base = base;
        this.verbose = verbose;
    }

    /// The base address.
    public URI base() {
        return base;
    }

    /// `GET`.
    public JsonNode get(String path) {
        return send(request(path).GET(), "GET", path);
    }

    /// `GET` of what may not be there: nothing on 404.
    public Optional<JsonNode> find(String path) {
        HttpResponse<String> response = answer(request(path).GET(), "GET", path);
        return response.statusCode() == 404
                ? Optional.empty()
                : Optional.of(accepted(response, "GET", path));
    }

    /// `POST` of a JSON document.
    public JsonNode post(String path, JsonNode body) {
        return post(path, body.toString());
    }

    /// `POST` of a JSON text.
    public JsonNode post(String path, String json) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)),
                "POST",
                path);
    }

    /// `POST` of a file, streamed.
    public JsonNode upload(String path, String contentType, Path file) throws IOException {
        BodyPublisher body = BodyPublishers.ofFile(file);
        return send(request(path).header("Content-Type", contentType).POST(body), "POST", path);
    }

    /// `DELETE`.
    public JsonNode delete(String path) {
        return send(request(path).DELETE(), "DELETE", path);
    }

    /// `PUT` of a JSON document.
    public JsonNode put(String path, JsonNode body) {
        return put(path, "application/json", body.toString());
    }

    /// `PUT` of a text.
    public JsonNode put(String path, String contentType, String body) {
        return send(
                request(path)
                        .header("Content-Type", contentType)
                        .PUT(BodyPublishers.ofString(body)),
                "PUT",
                path);
    }

    /// Whether something answers `GET` with a status under 400.
    public boolean answers(String path) {
        return look(path).well();
    }

    /// Whether anything takes connections at the address, whatever it answers.
    public boolean listens() {
        try {
            HttpResponse<Void> _ =
                    client.send(
                            request("/readyz").timeout(GLANCE).GET().build(),
                            BodyHandlers.discarding());
            return true;
        } catch (ConnectException _) {
            return false;
        } catch (IOException _) {
            return true;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// What somebody saw who looked.
    ///
    /// @param well whether something answered with a status under 400
    /// @param body what it answered, with whatever status; a missing node when it is no JSON or nothing answered
    public record Seen(boolean well, JsonNode body) {}

    /// `GET`, not waited for longer than a service may ask others before it answers.
    public Seen look(String path) {
        try {
            HttpResponse<String> response =
                    client.send(
                            request(path).timeout(GLANCE).GET().build(),
                            BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Seen(response.statusCode() < 400, parse(response.body()));
        } catch (IOException _) {
            return new Seen(false, WireJson.mapper().missingNode());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// A text as it may stand in a path segment or a query value.
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Accept", "application/json, application/problem+json");
    }

    private JsonNode send(HttpRequest.Builder builder, String verb, String path) {
        return accepted(answer(builder, verb, path), verb, path);
    }

    private HttpResponse<String> answer(HttpRequest.Builder builder, String verb, String path) {
        try {
            return client.send(builder.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (ConnectException e) {
            throw new CommandFailure(
                    ExitCode.NOT_RUNNING,
                    "Nothing answers at %s. Start the platform with `./scorebus up`, or name another with --url."
                            .formatted(base),
                    e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NOT_RUNNING,
                    "%s %s at %s got no answer: %s. `./scorebus status` shows what runs."
                            .formatted(verb, path, base, e),
                    e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private JsonNode accepted(HttpResponse<String> response, String verb, String path) {
        if (response.statusCode() >= 400) {
            throw new CommandFailure(ExitCode.NO, refusal(verb, path, response));
        }
        return parse(response.body());
    }

    private static CommandFailure interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CommandFailure(ExitCode.NO, "Interrupted.", cause);
    }

    private String refusal(String verb, String path, HttpResponse<String> response) {
        String request = "%s %s was refused with %d: ".formatted(verb, path, response.statusCode());
        String said = new Refusal(parse(response.body())).text();
        if (said.isEmpty()) {
            return request + response.body().strip();
        }
        return verbose ? request + said : said;
    }

    private static JsonNode parse(String body) {
        try {
            return body.isBlank()
                    ? WireJson.mapper().missingNode()
                    : WireJson.mapper().readTree(body);
        } catch (JacksonException _) {
            return WireJson.mapper().missingNode();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
