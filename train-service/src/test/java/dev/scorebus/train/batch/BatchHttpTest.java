package dev.scorebus.train.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.ScorebusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Batch runs as callers and workers see them.
@ScorebusTest(
        properties = {
            "scorebus.train.home=target/test-homes/batch-http",
            "scorebus.train.max-bad-share=0.5"
        })
class BatchHttpTest {
    private static final String TOPIC =
            """
            {"action": "merge-time", "source": {"topic": {"name": "pull-requests"}}}\
            """;

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort int port;

    @Test
    void aRunIsAskedForTakenReportedOnAndEnded() throws Exception {
        HttpResponse<String> accepted = send("POST", "/api/batch-runs", TOPIC);
        assertThat(accepted.statusCode()).isEqualTo(202);
        String id = json(accepted).path("id").asString();
        assertThat(accepted.headers().firstValue("Location")).hasValue("/api/batch-runs/" + id);

        JsonNode claim = json(send("POST", "/internal/batch-claims", "{\"owner\": \"me\"}"));
        assertThat(claim.path("run").path("id").asString()).isEqualTo(id);
        assertThat(send("POST", "/internal/batch-claims", "{\"owner\": \"me\"}").statusCode())
                .isEqualTo(204);
        String held =
                "{\"slot\": %d, \"fence\": %d"
                        .formatted(claim.path("slot").asInt(), claim.path("fence").asLong());
        JsonNode answer =
                json(
                        send(
                                "POST",
                                "/internal/batch-claims/" + id,
                                held
                                        + ", \"progress\": {\"done\": 5, \"scored\": 4, \"dead\": 1, \"filtered\": 0, \"discarded\": 0, \"retried\": 5, \"rowsPerSecond\": 2.5}}"));
        assertThat(answer.path("standing").asString()).isEqualTo("HELD");
        JsonNode run = json(send("GET", "/api/batch-runs/" + id, ""));
        assertThat(run.path("state").asString()).isEqualTo("running");
        assertThat(run.path("progress").path("scored").asInt()).isEqualTo(4);

        send("POST", "/internal/batch-claims/" + id, held + ", \"end\": {\"state\": \"done\"}}");
        assertThat(json(send("GET", "/api/batch-runs?state=done&action=merge-time", "")).path(0))
                .isEqualTo(json(send("GET", "/api/batch-runs/" + id, "")));
        assertThat(send("DELETE", "/api/batch-runs/" + id, "").statusCode()).isEqualTo(409);
        HttpResponse<String> again = send("POST", "/api/batch-runs/" + id + "/restart", "");
        assertThat(json(again).path("restartOf").asString()).isEqualTo(id);
        HttpResponse<String> cancelled =
                send("DELETE", "/api/batch-runs/" + json(again).path("id").asString(), "");
        assertThat(json(cancelled).path("state").asString()).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"source": {"topic": {"name": "t"}}}                                        | action is missing
                    {"action": "No", "source": {"topic": {"name": "t"}}}                        | action is the name of an action, got 'No'
                    {"action": "a"}                                                             | source is missing; it is one of topic, dataSet, deadLetters
                    {"action": "a", "source": {}}                                               | source has exactly one of topic, dataSet, deadLetters; got 0
                    {"action": "a", "source": {"topic": {"name": "t"}, "deadLetters": {}}}      | got 2 of them
                    {"action": "a", "source": {"topic": {"name": "t", "from": {}}}}             | from and to have either offsets
                    {"action": "a", "source": {"topic": {"name": "t", "from": {"offsets": {"0": -1}}}}} | offsets are 0 or more, got -1 for partition 0
                    {"action": "a", "source": {"topic": {"name": "a b"}}}                       | source.topic.name is the name of a topic, got 'a b'
                    {"action": "a", "source": {"topic": {"name": "t"}}, "rowsPerSecond": 0}     | rowsPerSecond is 1 to 1000000, got 0
                    {"action": "a", "source": {"topic": {"name": "t"}}, "outputs": []}          | outputs is empty
                    {"action": "a", "source": {"topic": {"name": "t"}}, "outputs": [{"postgres": {"connection": "c", "table": "t\\"; drop"}}]} | outputs: postgres.table 't"; drop' does not fit; allowed: a table's name
                    {"action": "a", "source": {"topic": {"name": "t"}}, "outputs": [{"postgres": {"table": "t"}}]} | outputs: postgres.connection is missing
                    {"action": "a", "source": {"topic": {"name": "t"}}, "outputs": [{"file": {"path": "../x", "format": "csv"}}]} | outputs: file.path '../x' does not fit
                    {"action": "a", "source": {"topic": {"name": "t"}}, "outputs": [{"webhook": {"url": "ftp://h/x"}}]} | outputs: webhook.url 'ftp://h/x'
                    {"action": "a", "source": {"topic": {"name": "t"}}, "outputs": [{"topic": "t"}]} | output topic 't' is read by the run
                    {"action": "a", "source": {"topic": {"name": "t"}}, "outputs": [{"topic": "a.retry"}]} | output topic 'a.retry' is read by the run or by action 'a'
                    {"action": "a", "source": {"deadLetters": {}}, "outputs": [{"topic": "a.dlq"}]} | or holds its failed messages
                    {"action": "a", "source": {"topic": {"name": "t", "from": {"offsets": {"1": 7}}, "to": {"offsets": {"0": 1, "1": 5}}}}} | source.topic: partition 1 begins at offset 7 and ends before 5
                    {"action": "a", "source": {"topic": {"name": "t", "from": {"time": "2026-01-02T00:00:00Z"}, "to": {"time": "2026-01-02T00:00:00Z"}}}} | source.topic: from must be before to
                    {"action": "a", "source": {"deadLetters": {}}, "sauce": {}}                  | sauce is not known; did you mean 'source'?
                    {"action": "a", "source": {"dataSet": {"name": "none"}}}                    | there is no data set 'none'
                    {"action": "a", "source": {"deadLetters": {"kind": "ODD"}}}                 | source.deadLetters.kind is not one of SCHEMA, PROGRAM, TIMEOUT
                    """)
    void whatIsWrongWithARequestIsNamed(String body, String why) throws Exception {
        HttpResponse<String> refused = send("POST", "/api/batch-runs", body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(json(refused).path("detail").asString()).contains(why);
    }

    @Test
    void aRunOverADataSetIsPinnedToTheVersionOfTheTime() throws Exception {
        String version = register("pinned", "a\n1\n2\n");
        HttpResponse<String> accepted =
                send(
                        "POST",
                        "/api/batch-runs",
                        "{\"action\": \"a\", \"source\": {\"dataSet\": {\"name\": \"pinned\"}}}");
        register("pinned", "a\n1\n2\n3\n");

        JsonNode run =
                json(send("GET", "/api/batch-runs/" + json(accepted).path("id").asString(), ""));
        assertThat(run.at("/request/source/dataSet/version").asString()).isEqualTo(version);
        assertThat(run.at("/plan/topic").asString()).isEqualTo("data-set/pinned");
        assertThat(run.at("/plan/topicId").asString().replace("-", ""))
                .isEqualTo(version.substring(0, 32));
        assertThat(run.at("/plan/ranges/0/to").asInt()).isEqualTo(2);
        send("DELETE", "/api/batch-runs/" + json(accepted).path("id").asString(), "");
    }

    @Test
    void theRowsOfADataSetAreTypedByItsProfileAndBadOnesAreSaid() throws Exception {
        String version =
                register(
                        "typed",
                        "n,x,b,t,w\n1,0.5,true,2026-01-02,a\nNA,,FALSE,,NA\n1,2\n3,1e3,true,2026-01-03,\"q\"\"\"\n");
        String path = "/api/data-sets/typed/versions/" + version + "/rows";

        HttpResponse<String> all = send("GET", path, "");

        assertThat(all.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(all.body().lines())
                .containsExactly(
                        "{\"row\":0,\"line\":2,\"data\":{\"n\":1,\"x\":0.5,\"b\":true,\"t\":\"2026-01-02\",\"w\":\"a\"}}",
                        "{\"row\":1,\"line\":3,\"data\":{\"b\":false,\"w\":\"NA\"}}",
                        "{\"row\":2,\"line\":4,\"bad\":\"it has 2 fields, the header has 5\"}",
                        "{\"row\":3,\"line\":5,\"data\":{\"n\":3,\"x\":1000.0,\"b\":true,\"t\":\"2026-01-03\",\"w\":\"q\\\"\"}}",
                        "{\"end\":4}");
        assertThat(send("GET", path + "?from=3", "").body().lines())
                .hasSize(2)
                .element(0)
                .asString()
                .startsWith("{\"row\":3,");
        assertThat(send("GET", path + "?from=-1", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/data-sets/typed/versions/0123456789/rows", "").statusCode())
                .isEqualTo(404);
    }

    private String register(String name, String csv) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri("/api/data-sets/" + name))
                        .header("Content-Type", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofString(csv))
                        .build();
        return json(http.send(request, HttpResponse.BodyHandlers.ofString()))
                .path("version")
                .asString();
    }

    private HttpResponse<String> send(String verb, String path, String body) throws Exception {
        HttpRequest.BodyPublisher publisher =
                body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest request =
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .method(verb, publisher)
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static JsonNode json(HttpResponse<String> response) {
        return WireJson.mapper().readTree(response.body());
    }
}
