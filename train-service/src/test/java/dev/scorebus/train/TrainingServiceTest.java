package dev.scorebus.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.model.RegistryRecord;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestTopics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// From a file to a champion, over HTTP, with real Kafka and PostgreSQL.
@ScorebusTest(properties = "scorebus.train.home=target/test-homes/training-service")
class TrainingServiceTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Topics topics;
    private final TestTopics kafka;

    @LocalServerPort int port;

    TrainingServiceTest(Topics topics, TestTopics testTopics) {
        this.topics = topics;
        this.kafka = testTopics;
    }

    @Test
    void aFileBecomesAChampionThatOtherServicesHearOf() throws Exception {
        JsonNode dataSet = json(post("/api/data-sets/pulls", "text/csv", PullRequests.csv(800, 1)));
        String run = submit(PullRequests.request());
        JsonNode trained = ended(run);
        assertThat(trained.path("state").asString()).isEqualTo("trained");
        assertThatItLearned(trained.path("metrics"));
        assertThatAllRowsAreAccountedFor(trained.path("rows"), 800);
        String version = trained.path("modelVersion").asString();

        assertThatTheArtefactIsServed(version);
        assertThat(json(get("/api/models/merge-time/aliases/champion")).path("version").asString())
                .isEqualTo(version);
        JsonNode lineage =
                json(get("/api/models/merge-time")).path(0).path("model").path("lineage");
        assertThat(lineage.path("dataVersion").asString())
                .isEqualTo(dataSet.path("version").asString());
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(published())
                                        .extracting(RegistryRecord::key)
                                        .contains(
                                                "version/merge-time//" + version,
                                                "alias/merge-time//champion"));

        JsonNode repeated = ended(location(post(run + "/restart", "application/json", "")));
        assertThat(repeated.path("modelVersion").asString()).isEqualTo(version);
        assertThat(repeated.path("notes").toString()).contains("named this version already");
        assertThat(json(get("/api/models/merge-time")).size()).isEqualTo(1);
    }

    private static void assertThatItLearned(JsonNode metrics) {
        assertThat(metrics.path("auc.ovr").asDouble()).isGreaterThan(0.8);
        assertThat(metrics.path("accuracy").asDouble())
                .isGreaterThan(metrics.path("accuracy.base").asDouble());
    }

    private static void assertThatAllRowsAreAccountedFor(JsonNode rows, int all) {
        assertThat(rows.valueStream().mapToInt(JsonNode::asInt).sum()).isEqualTo(all);
    }

    private void assertThatTheArtefactIsServed(String version) throws Exception {
        HttpResponse<byte[]> artefact = get("/api/artefacts/" + version);
        assertThat(sha256(artefact.body())).isEqualTo(version);
        assertThat(artefact.headers().firstValue("ETag")).hasValue("\"" + version + "\"");
        assertThat(artefact.headers().firstValue("Cache-Control").orElseThrow())
                .contains("immutable");
    }

    private String submit(String request) throws IOException, InterruptedException {
        HttpResponse<byte[]> submitted = post("/api/training-runs", "application/json", request);
        assertThat(submitted.statusCode()).isEqualTo(202);
        return location(submitted);
    }

    private static String location(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Location").orElseThrow();
    }

    private List<RegistryRecord> published() {
        return kafka.readAll(topics.models()).stream()
                .map(sent -> WireJson.mapper().readValue(sent.value(), RegistryRecord.class))
                .toList();
    }

    private JsonNode ended(String run) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> json(get(run)), found -> !found.path("endedAt").isMissingNode());
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> post(String path, String type, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return WireJson.mapper().readTree(response.body());
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
