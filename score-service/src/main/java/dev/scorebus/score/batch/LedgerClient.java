package dev.scorebus.score.batch;

import dev.scorebus.access.Door;
import dev.scorebus.batch.Source.DeadLetterFilter;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.ScoreProperties;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/// What tracking-service is asked about dead letters: it decides which run may score which of them.
@Component
class LedgerClient {
    private static final String UNKNOWN_ACTION = "/problems/unknown-action";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String base;
    private final Door door;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

    LedgerClient(ScoreProperties properties, Door door) {
        this.base = properties.ledger().toString().replaceFirst("/$", "");
        this.door = door;
    }

    /// A dead letter that a run took up, and of which it told nothing yet.
    ///
    /// @param group the consumer group on whose frontier it is told
    /// @param replay the life that the claim began
    /// @param runId the run; absent for a replay
    record Claimed(
            String group,
            String topic,
            UUID topicId,
            int partition,
            long offset,
            int replay,
            @Nullable String eventId,
            @Nullable String deadLetterTopic,
            Instant diedAt,
            @Nullable String runId) {}

    private record Fresh(List<Claimed> claimed) {}

    private record Open(List<Claimed> claims) {}

    /// Takes up dead letters for a run; those it took up before are left alone.
    ///
    /// @throws IOException when tracking-service does not answer as it should
    List<Claimed> claim(
            String action, String runId, DeadLetterFilter filter, @Nullable String who, int limit)
            throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("action", action);
        body.put("runId", runId);
        body.put("filter", filter);
        body.put("limit", limit);
        if (who != null && !who.isBlank()) {
            body.put("who", who);
        }
        String fresh = post("/api/dead-letters/claims", body, "{\"claimed\": []}");
        return WireJson.mapper().readValue(fresh, Fresh.class).claimed();
    }

    /// What a run took up and told nothing of, once all is folded that was told before this call.
    ///
    /// @throws IOException when tracking-service does not answer as it should, such as when its fold is behind
    List<Claimed> open(String action, String runId, int limit) throws IOException {
        return held("action=%s&runId=%s&limit=%d".formatted(action, runId, limit));
    }

    /// What any run, and any replay, of an action took up and told nothing of.
    ///
    /// @throws IOException as above
    List<Claimed> open(String action, int limit) throws IOException {
        return held("action=%s&limit=%d".formatted(action, limit));
    }

    private List<Claimed> held(String query) throws IOException {
        URI uri = URI.create("%s/api/dead-letters/claims?%s".formatted(base, query));
        String held = send(request(uri).GET(), "{\"claims\": []}");
        return WireJson.mapper().readValue(held, Open.class).claims();
    }

    /// Whether messages of an action are dead that died fewer times than this.
    ///
    /// @throws IOException when tracking-service does not answer as it should
    boolean hasDead(String action, int maxDeaths) throws IOException {
        URI uri =
                URI.create(
                        "%s/api/dead-letters?action=%s&maxDeaths=%d&limit=1"
                                .formatted(base, action, maxDeaths));
        return !WireJson.mapper().readTree(send(request(uri).GET(), "[]")).isEmpty();
    }

    /// Gives back what a run took up and told nothing of, because it has ended, and lets it claim no more.
    ///
    /// @throws IOException when tracking-service does not answer as it should
    void release(String action, String runId, String reason) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("action", action);
        body.put("runId", runId);
        body.put("reason", reason);
        String _ = post("/api/dead-letters/claims/release", body, "{}");
    }

    private String post(String path, Map<String, Object> body, String unknown) throws IOException {
        return send(
                request(URI.create(base + path))
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        WireJson.mapper().writeValueAsString(body))),
                unknown);
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        door.authorization().ifPresent(shown -> request.header("Authorization", shown));
        return request;
    }

    /// What a problem document says, in words.
    private static String detail(String body) {
        try {
            return WireJson.mapper().readTree(body).path("detail").asString(body);
        } catch (JacksonException _) {
            return body;
        }
    }

    /// @param unknown the answer when the ledger knows nothing of the action: then nothing of it is dead, or held
    private String send(HttpRequest.Builder request, String unknown) throws IOException {
        try {
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 400 || response.statusCode() == 409) {
                throw new RunFailure("tracking-service refuses it: " + detail(response.body()));
            }
            if (response.statusCode() == 404 && response.body().contains(UNKNOWN_ACTION)) {
                return unknown;
            }
            if (response.statusCode() != 200) {
                throw new IOException(
                        "%s answered %d: %s"
                                .formatted(response.uri(), response.statusCode(), response.body()));
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
