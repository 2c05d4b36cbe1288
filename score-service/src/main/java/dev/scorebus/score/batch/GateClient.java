package dev.scorebus.score.batch;

import dev.scorebus.access.Door;
import dev.scorebus.batch.BatchClaim;
import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.BatchRun;
import dev.scorebus.batch.WorkerReport;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.ScoreProperties;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// What train-service is asked about batch runs.
@Component
class GateClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String base;
    private final Door door;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

    GateClient(ScoreProperties properties, Door door) {
        this.base = properties.artefacts().toString().replaceFirst("/$", "");
        this.door = door;
    }

    /// Takes the oldest queued run, if there is one and the gate lets one in.
    ///
    /// @throws IOException when train-service does not answer as it should
    Optional<BatchClaim> claim(String owner) throws IOException {
        HttpResponse<String> response =
                post(
                        "/internal/batch-claims",
                        WireJson.mapper().writeValueAsString(Map.of("owner", owner)));
        return switch (response.statusCode()) {
            case 200 -> Optional.of(WireJson.mapper().readValue(response.body(), BatchClaim.class));
            case 204 -> Optional.empty();
            default -> throw unexpected(response);
        };
    }

    /// Says how a run stands, or that it has ended.
    ///
    /// @throws IOException when train-service does not answer as it should
    WorkerReport.Answer report(String runId, WorkerReport report) throws IOException {
        HttpResponse<String> response =
                post(
                        "/internal/batch-claims/" + runId,
                        WireJson.mapper().writeValueAsString(report));
        if (response.statusCode() != 200) {
            throw unexpected(response);
        }
        return WireJson.mapper().readValue(response.body(), WorkerReport.Answer.class);
    }

    /// Asks for a run of a schedule. That there is one for its time, or an earlier one goes on, is as good.
    ///
    /// @throws IOException when train-service does not answer as it should
    void submit(BatchRequest request) throws IOException {
        HttpResponse<String> response =
                post("/api/batch-runs", WireJson.mapper().writeValueAsString(request));
        if (response.statusCode() >= 300 && response.statusCode() != 409) {
            throw unexpected(response);
        }
    }

    /// Whether a run has ended; one that nobody knows has.
    ///
    /// @throws IOException when train-service does not answer as it should
    boolean hasEnded(String runId) throws IOException {
        URI uri = URI.create("%s/api/batch-runs/%s".formatted(base, runId));
        HttpResponse<String> response =
                send(request(uri).GET().build(), HttpResponse.BodyHandlers.ofString());
        return switch (response.statusCode()) {
            case 200 ->
                    WireJson.mapper().readValue(response.body(), BatchRun.class).state().isEnd();
            case 400, 404 -> true;
            default -> throw unexpected(response);
        };
    }

    /// The rows of a version of a data set as JSON lines.
    ///
    /// @param from the first row
    /// @throws IOException when train-service does not answer as it should
    InputStream rows(String dataSet, String version, long from) throws IOException {
        URI uri =
                URI.create(
                        "%s/api/data-sets/%s/versions/%s/rows?from=%d"
                                .formatted(base, dataSet, version, from));
        HttpResponse<InputStream> response =
                send(request(uri).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            String why = new String(body.readNBytes(2_000), StandardCharsets.UTF_8);
            if (response.statusCode() == 404) {
                throw new RunFailure("the data set cannot be read: " + why);
            }
            throw new IOException("%s answered %d: %s".formatted(uri, response.statusCode(), why));
        }
    }

    private HttpResponse<String> post(String path, String body) throws IOException {
        HttpRequest request =
                request(URI.create(base + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        door.authorization().ifPresent(shown -> request.header("Authorization", shown));
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return http.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static IOException unexpected(HttpResponse<String> response) {
        return new IOException(
                "%s answered %d: %s"
                        .formatted(response.uri(), response.statusCode(), response.body()));
    }
}
