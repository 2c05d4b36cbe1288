package dev.scorebus.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.ScorebusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// What callers get who ask for something that cannot be, and what operators can see.
@ScorebusTest(
        properties = {
            "scorebus.train.home=target/test-homes/http-edge",
            "scorebus.train.max-upload=2KB",
            "scorebus.train.allowed-roots=target/test-homes"
        })
class HttpEdgeTest {
    private static final String PLAIN =
            IntStream.range(0, 100)
                    .mapToObj("a,%1$d,%1$d\n"::formatted)
                    .collect(Collectors.joining("", "who,x,y\n", ""));

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort int port;
    @LocalManagementPort int managementPort;

    @Test
    void aFileThatIsTooLargeIsRefusedWith413() throws Exception {
        assertProblem(
                post("/api/data-sets/large", "text/csv", "a\n" + "1\n".repeat(2000)),
                413,
                "too-large",
                "more than the 2048 bytes");
        assertProblem(get("/api/data-sets/large"), 404, "not-found", "no data set 'large'");
    }

    @Test
    void aFileThatIsNoTableIsRefusedWith422AndTheLine() throws Exception {
        assertProblem(
                post("/api/data-sets/torn", "text/csv", "a,b\n1,2\n3\n"),
                422,
                "unreadable-file",
                "line 3: it has 1 fields");
    }

    @Test
    void aDataSetsNameIsPlain() throws Exception {
        assertProblem(
                post("/api/data-sets/Not%20Plain", "text/csv", "a\n1\n"),
                400,
                "invalid-request",
                "lower-case letters");
    }

    @Test
    void aContentTypeThatIsNoFileIsRefusedWith415() throws Exception {
        assertProblem(
                post("/api/data-sets/x", "image/png", "a\n1\n"),
                415,
                "unsupported-media-type",
                "image/png");
    }

    @Test
    void aFileUnderAnAllowedRootIsRegisteredByItsUriAndNoOther() throws Exception {
        Path file = Path.of("target/test-homes/by-uri.csv").toAbsolutePath();
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "a\n1\n2\n");

        HttpResponse<String> registered = postUri("file://" + file);
        assertThat(registered.statusCode()).isEqualTo(201);
        assertThat(json(registered).path("rows").asInt()).isEqualTo(2);
        assertProblem(
                postUri("file:///etc/passwd"), 400, "invalid-request", "no regular file under");
        assertProblem(postUri("https://example.org/x"), 400, "invalid-request", "file:///");
    }

    @Test
    void aRequestThatIsNoJsonOrHasUnknownKeysIsRefusedWith400() throws Exception {
        assertProblem(run("{"), 400, "unreadable-body", "could not be read");
        assertProblem(run(""), 400, "unreadable-body", "could not be read");
        assertProblem(run("[]"), 400, "unreadable-body", "could not be read");
        assertProblem(
                run(PullRequests.request().replace("\"model\"", "\"modell\"")),
                400,
                "unreadable-body",
                "model is missing");
        assertProblem(
                run(
                        PullRequests.request()
                                .replace("\"seed\"", "\"sead\"")
                                .replace("\"classes\"", "\"clases\"")),
                400,
                "invalid-request",
                "sead is not known; did you mean 'seed'?",
                "clases is not known; did you mean 'classes'?");
        assertProblem(
                run("{\"program\": \"trees\", \"modell\": 1}"),
                400,
                "unreadable-body",
                "model, dataSet, target, features are missing");
        assertProblem(
                run(PullRequests.request().replace("\"multi-class\"", "\"many\"")),
                400,
                "unreadable-body",
                "target.type is not one of");
        assertProblem(
                run("{\"program\": \"trees\", \"features\": 7}"),
                400,
                "unreadable-body",
                "features is not a list");
        assertProblem(
                run(PullRequests.request().replace("\"seed\": 7", "\"seed\": 1.5")),
                400,
                "unreadable-body",
                "seed is not a whole number");
        assertProblem(run("[".repeat(10_000)), 400, "unreadable-body", "could not be read");
        assertProblem(
                run("{\"program\": \"" + "x".repeat(2 << 20) + "\"}"),
                400,
                "unreadable-body",
                "length");
    }

    @Test
    void aRequestThatCannotBeCarriedOutNamesItsFaults() throws Exception {
        assertProblem(run(PullRequests.request()), 400, "invalid-request", "no data set 'pulls'");
        post("/api/data-sets/pulls", "text/csv", "a\n1\n");
        HttpResponse<String> refused = run(PullRequests.request());
        assertProblem(refused, 400, "invalid-request", "no column 'lang'");
        assertThat(json(refused).path("faults").size()).isGreaterThan(5);
        assertProblem(
                run(PullRequests.request().replace("\"trees\"", "\"forest\"")),
                400,
                "invalid-request",
                "built in: trees");
    }

    @Test
    void aTextWithTheCharacterZeroAndAnUnknownParameterAreTheCallersMistake() throws Exception {
        String nul = "U+0000";
        assertProblem(
                post("/api/data-sets/nul", "text/csv", "a\nx\u0000y\n"),
                422,
                "unreadable-file",
                nul);
        assertProblem(
                post("/api/data-sets/nul", "text/csv", "a\u0000b\n1\n"),
                422,
                "unreadable-file",
                nul);
        assertProblem(
                post("/api/data-sets/nul", "application/x-ndjson", "{\"a\\u0000b\": 1}\n"),
                422,
                "unreadable-file",
                nul);
        for (String path :
                List.of(
                        "/api/training-runs?model=%00",
                        "/api/models?customer=a%00b",
                        "/api/models/m/aliases/a?customer=%00",
                        "/api/models/m/versions/v?customer=%00")) {
            assertProblem(get(path), 400, "invalid-request", nul);
        }
        assertProblem(
                get("/api/models?custmer=a"), 400, "unknown-parameter", "did you mean 'customer'?");
    }

    @Test
    void aRunForACustomerOrTargetWithTheCharacterZeroIsTheCallersMistake() throws Exception {
        assertThat(post("/api/data-sets/plain", "text/csv", PLAIN).statusCode()).isEqualTo(201);
        String request =
                """
                {"program": "trees", "model": "m", "customer": "%s", "customerColumn": "who",
                 "dataSet": {"name": "plain"},
                 "target": {"name": "%s", "type": "regression", "column": "y"},
                 "features": [{"name": "x", "type": "number"}]}""";

        assertProblem(run(request.formatted("a\\u0000b", "y")), 400, "invalid-request", "U+0000");
        assertProblem(run(request.formatted("a", "y\\u0000")), 400, "invalid-request", "U+0000");
    }

    @Test
    void aTargetsNameHasABound() throws Exception {
        post("/api/data-sets/pulls-named", "text/csv", "a\n1\n");
        assertProblem(
                run(
                        """
                        {"program": "trees", "model": "m", "dataSet": {"name": "pulls-named"},
                         "target": {"name": "%s", "type": "regression", "column": "a"},
                         "features": [{"name": "a", "type": "number"}]}"""
                                .formatted("y".repeat(257))),
                400,
                "invalid-request",
                "target.name has at most 256 characters, got 257");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/data-sets/%00 HTTP/1.1\nConnection: close\n\n",
                "GET /api/data-sets HTTP/1.1\nConnection: close\nExpect: 200-ok\n\n",
                "POST /api/training-runs HTTP/1.1\nConnection: close\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nzz\n{}\n",
                "POST /api/data-sets/torn HTTP/1.1\nConnection: close\nContent-Type: text/csv\nTransfer-Encoding: chunked\n\nzz\na\n"
            })
    void whatTheServerItselfRefusesIsAProblemToo(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            request.replaceFirst("\n", "\nHost: localhost\n")
                                    .replace("\n", "\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer)
                    .startsWith("HTTP/1.1 4")
                    .contains("application/problem+json", "https://scorebus.dev/problems/")
                    .doesNotContain("<html", "timestamp");
        }
    }

    @Test
    void aColumnsNameHasABound() throws Exception {
        assertProblem(
                post("/api/data-sets/long", "text/csv", "a".repeat(257) + "\n1\n"),
                422,
                "unreadable-file",
                "257 characters; 256 are allowed");
        assertThat(post("/api/data-sets/long", "text/csv", "a".repeat(256) + "\n1\n").statusCode())
                .isEqualTo(201);
    }

    @Test
    void whatIsMissingInABodyIsNamedInItsOwnWords() throws Exception {
        assertProblem(
                post("/api/data-sets", "application/json", "{\"name\": \"y7\", \"uri\": null}"),
                400,
                "unreadable-body",
                "uri is missing");
        HttpResponse<String> nothing = run("null");
        assertProblem(nothing, 400, "unreadable-body", "it is empty, or null");
        assertThat(nothing.body()).doesNotContain("ResponseEntity", "dev.scorebus.train");
    }

    @Test
    void whatIsNotThereIsAnsweredWith404() throws Exception {
        String none = "00000000-0000-0000-0000-000000000000";
        assertProblem(get("/api/training-runs/" + none), 404, "not-found", none);
        assertProblem(get("/api/models/none"), 404, "not-found", "'none'");
        assertProblem(get("/api/models/none/aliases/champion"), 404, "not-found", "champion");
        assertProblem(get("/api/artefacts/" + "0".repeat(64)), 404, "not-found", "artefact");
        assertProblem(get("/api/nothing"), 404, "not-found", "");
        assertProblem(get("/api/training-runs/seven"), 400, "bad-request", "");
        assertProblem(get("/api/training-runs?state=done"), 400, "invalid-request", "state is");
        assertProblem(get("/api/training-runs?limit=0"), 400, "invalid-request", "limit is");
    }

    @Test
    void theManagementPortShowsHealthInfoAndMetricsAndNothingElse() throws Exception {
        HttpResponse<String> health = management("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(json(health).path("components").propertyNames()).contains("db", "kafka");
        assertThat(management("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(management("/actuator/info").statusCode()).isEqualTo(200);
        assertThat(management("/actuator/env").statusCode()).isEqualTo(404);
        assertThat(management("/actuator/prometheus").body())
                .contains(
                        "scorebus_training_runs{state=\"queued\"}",
                        "scorebus_training_runs{state=\"trained\"}");
        assertThat(get("/actuator/health").statusCode()).isEqualTo(404);
    }

    @Test
    void theApiDescribesItself() throws Exception {
        JsonNode document = json(get("/v3/api-docs"));

        assertThat(document.path("info").path("title").asString())
                .isEqualTo("Scorebus train-service");
        JsonNode paths = document.path("paths");
        assertThat(paths.propertyNames())
                .contains(
                        "/api/data-sets/{name}",
                        "/api/training-runs",
                        "/api/training-runs/{id}/restart",
                        "/api/models/{name}/aliases/{alias}",
                        "/api/artefacts/{sha256}");
        assertThat(
                        paths.valueStream()
                                .flatMap(JsonNode::valueStream)
                                .map(verb -> verb.path("summary").asString("")))
                .isNotEmpty()
                .noneMatch(String::isEmpty);
        paths.propertyStream().forEach(path -> assertAnswers(path.getKey(), path.getValue()));
    }

    private static void assertAnswers(String path, JsonNode verbs) {
        verbs.propertyStream()
                .forEach(
                        verb -> {
                            JsonNode answers = verb.getValue().path("responses");
                            assertThat(answers.propertyNames())
                                    .as(verb.getKey() + " " + path)
                                    .anyMatch(status -> status.startsWith("2"));
                            answers.propertyStream()
                                    .filter(answer -> answer.getKey().startsWith("4"))
                                    .forEach(
                                            answer ->
                                                    assertThat(
                                                                    answer.getValue()
                                                                            .path("content")
                                                                            .propertyNames())
                                                            .as(path)
                                                            .containsExactly(
                                                                    "application/problem+json"));
                        });
        JsonNode get = verbs.path("get").path("responses").path("200");
        assertThat(verbs.path("get").isMissingNode() || !get.path("content").isEmpty())
                .as("GET %s says what it answers", path)
                .isTrue();
    }

    private void assertProblem(
            HttpResponse<String> response, int status, String slug, String... texts) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("type").asString())
                .isEqualTo("https://scorebus.dev/problems/" + slug);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asString()).contains(texts);
        assertThat(problem.path("instance").asString()).startsWith("/api/");
    }

    private HttpResponse<String> run(String body) throws Exception {
        return post("/api/training-runs", "application/json", body);
    }

    private HttpResponse<String> postUri(String uri) throws Exception {
        return post(
                "/api/data-sets",
                "application/json",
                "{\"name\": \"by-uri\", \"uri\": \"%s\"}".formatted(uri));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(port, path, null, null);
    }

    private HttpResponse<String> management(String path) throws Exception {
        return send(managementPort, path, null, null);
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        return send(port, path, type, body);
    }

    private HttpResponse<String> send(
            int to, String path, @Nullable String type, @Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to + path));
        if (type != null && body != null) {
            request.header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return WireJson.mapper().readTree(response.body());
    }
}
