package dev.scorebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void eachServiceAnswersItsName() {
        gateway.score.behave(gateway.score.byName("score"));
        gateway.train.behave(gateway.train.byName("train"));
        gateway.tracking.behave(gateway.tracking.byName("tracking"));
        gateway.score.forget();
        gateway.train.forget();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models, score",
        "/v1/models/merge-time:predict, score",
        "/v2, score",
        "/v2/, score",
        "/v2/health/ready, score",
        "/v2/models/merge-time/versions/3f/infer, score",
        "/api/models/merge-time/score, score",
        "/api/models/merge%20time/score, score",
        "/api/actions, score",
        "/api/actions/merge-time, score",
        "/api/models, train",
        "/api/models/merge-time, train",
        "/api/models/merge-time/versions/score, train",
        "/api/models/merge-time/aliases/champion, train",
        "/api/data-sets, train",
        "/api/data-sets/pull-requests/versions/3f, train",
        "/api/training-runs/7/restart, train",
        "/api/artefacts/3f, train",
        "/api/batch-runs, train",
        "/api/batch-runs/7/restart, train",
        "/api/messages, tracking",
        "/api/messages/pull-requests/2/41, tracking",
        "/api/summaries, tracking",
        "/api/frontiers, tracking",
        "/api/audit, tracking",
        "/api/dead-letters, tracking",
        "/api/dead-letters/discard, tracking",
        "/api/dead-letters/pull-requests/2/41, tracking",
        "/api/losses, tracking",
        "/api/losses/acknowledge, tracking",
        "/api/parked, tracking",
        "/api/parked/accept, tracking"
    })
    void aPathIsAnsweredByItsService(String path, String service) {
        assertThat(gateway.get(path).body()).isEqualTo(service);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/nothing",
                "/internal/batch-claims",
                "/v3/models",
                "/v1x",
                "/actuator/health"
            })
    void anUnknownPathIsAProblemThatSaysWhereToLook(String path) {
        HttpResponse<String> response = gateway.get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(response.body())
                .contains("\"status\":404", "\"instance\":\"" + path + "\"", "/openapi.json");
    }

    @Test
    void methodQueryBodyAndTypeReachTheServiceAsTheyCame() {
        gateway.send(
                gateway.request("/api/models/m/aliases/champion?customer=a%2Fb%20%2B&x=1&x=2&flag")
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"version\":\"ü\"}")));

        StubService.Received received = gateway.train.takeReceived();
        assertThat(received.method()).isEqualTo("PUT");
        assertThat(received.uri().split("[?&]"))
                .containsExactlyInAnyOrder(
                        "/api/models/m/aliases/champion",
                        "customer=a%2Fb%20%2B",
                        "x=1",
                        "x=2",
                        "flag=")
                .containsSubsequence("x=1", "x=2");
        assertThat(received.body()).isEqualTo("{\"version\":\"ü\"}");
        assertThat(received.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void aBodyThatCurlCallsAFormIsLeftAlone() {
        gateway.send(
                gateway.request("/api/models/m/score?explain=all")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"a\": \"b&c=d+e\"}")));

        StubService.Received received = gateway.score.takeReceived();
        assertThat(received.body()).isEqualTo("{\"a\": \"b&c=d+e\"}");
        assertThat(received.uri()).isEqualTo("/api/models/m/score?explain=all");
    }

    @Test
    void aRequestWithoutContentTypeReachesTheService() {
        gateway.send(
                gateway.request("/v2/models/m/infer")
                        .POST(HttpRequest.BodyPublishers.ofString("{}")));

        assertThat(gateway.score.takeReceived().headers()).doesNotContainKey("Content-type");
    }

    @Test
    void anErrorOfTheServicePassesUntouched() {
        gateway.score.behave(
                exchange -> {
                    exchange.getResponseHeaders().add("X-Detail", "kept");
                    StubService.reply(exchange, 422, "application/json", "{\"error\": \"mine\"}");
                });

        HttpResponse<String> response = gateway.get("/v2/models/m");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).isEqualTo("{\"error\": \"mine\"}");
        assertThat(response.headers().firstValue("X-Detail")).hasValue("kept");
    }

    @Test
    void aLocationAtTheServiceBecomesOneAtTheGateway() {
        gateway.train.behave(
                exchange -> {
                    exchange.getResponseHeaders()
                            .add("Location", gateway.train.uri() + "/api/training-runs/7");
                    StubService.reply(exchange, 202, "application/json", "{}");
                });

        assertThat(gateway.get("/api/training-runs").headers().firstValue("Location"))
                .hasValue("/api/training-runs/7");
    }

    @Test
    void aRedirectIsTheClientsToFollow() {
        gateway.train.behave(
                exchange -> {
                    exchange.getResponseHeaders().add("Location", "http://127.0.0.1:9/secret");
                    StubService.reply(exchange, 302, "text/plain", "");
                });

        assertThat(gateway.get("/api/models").statusCode()).isEqualTo(302);
    }

    @Test
    void aSaneRequestIdAndAValidTraceAreKept() {
        HttpResponse<String> response =
                gateway.send(
                        gateway.request("/v2")
                                .header("X-Request-Id", "order-66.A_b")
                                .header("traceparent", TRACE)
                                .header("tracestate", "vendor=1"));

        StubService.Received received = gateway.score.takeReceived();
        assertThat(response.headers().allValues("X-Request-Id")).containsExactly("order-66.A_b");
        assertThat(received.header("X-Request-Id")).isEqualTo("order-66.A_b");
        assertThat(received.header("traceparent")).isEqualTo(TRACE);
        assertThat(received.header("tracestate")).isEqualTo("vendor=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
            })
    void anInvalidTraceIsReplacedByANewOneAndItsStateDropped(String trace) {
        gateway.send(
                gateway.request("/v2")
                        .header("X-Request-Id", "a b\"<script>")
                        .header("traceparent", trace)
                        .header("tracestate", "vendor=1"));

        StubService.Received received = gateway.score.takeReceived();
        assertThat(received.header("X-Request-Id")).matches("[0-9a-f]{32}");
        assertThat(received.header("traceparent"))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
                .isNotEqualTo(trace);
        assertThat(received.headers()).doesNotContainKey("Tracestate");
    }

    @Test
    void headersOfTheConnectionAndOfPretendedProxiesStopHere() throws IOException {
        String response =
                RawHttp.exchange(
                        gateway.port(),
                        """
                        GET /v2 HTTP/1.1
                        Host: localhost
                        Connection: close, X-Hop
                        X-Hop: 1
                        TE: trailers
                        Upgrade: h2c
                        Proxy-Authorization: Basic eA==
                        Expect: 100-continue
                        Forwarded: for=6.6.6.6;host=evil
                        X-Forwarded-For: 6.6.6.6
                        X-Forwarded-Host: evil
                        X-Forwarded-Proto: https
                        X-Real-IP: 6.6.6.6
                        Authorization: Bearer mine
                        X-Kept: yes

                        """);

        StubService.Received received = gateway.score.takeReceived();
        assertThat(response).contains("200");
        assertThat(received.headers())
                .doesNotContainKeys(
                        "X-hop",
                        "Te",
                        "Upgrade",
                        "Proxy-authorization",
                        "Expect",
                        "Forwarded",
                        "X-forwarded-for",
                        "X-forwarded-host",
                        "X-forwarded-proto",
                        "X-real-ip");
        assertThat(received.header("X-Kept")).isEqualTo("yes");
        assertThat(received.header("Authorization")).isEqualTo("Bearer mine");
        assertThat(received.header("Host")).isEqualTo(gateway.score.uri().getAuthority());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/models/../actions",
                "/api/models/%2e%2e/actions",
                "/api/models/a%2Fscore",
                "/v2/..%5cadmin",
                "/v2//models",
                "/v2/models;a=b/x",
                "/v2/."
            })
    void aPathThatAServiceCouldReadOtherwiseIsRefused(String path) throws IOException {
        assertThat(
                        RawHttp.exchange(
                                gateway.port(),
                                "GET "
                                        + path
                                        + " HTTP/1.1\nHost: localhost\nConnection: close\n\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(gateway.score.forget()).isEmpty();
        assertThat(gateway.train.forget()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/models/%00 HTTP/1.1",
                "GET /api/models/%5c HTTP/1.1",
                "GET /api/models/%2f HTTP/1.1",
                "GET /api/models/%zz HTTP/1.1",
                "GET /api/models HTTP/1.1\nExpect: 200-ok",
                "FOO /api/models HTTP/1.1"
            })
    void whatIsRefusedBeforeAnyRouteIsAProblemAndNoPage(String start) throws IOException {
        String response =
                RawHttp.exchange(
                        gateway.port(), start + "\nHost: localhost\nConnection: close\n\n");

        assertThat(response)
                .startsWith("HTTP/1.1 ")
                .contains("application/problem+json", "\"instance\":\"/api/models")
                .doesNotContain("<html", "HTTP/1.1 500");
    }

    @Test
    void theInferenceProtocolsGetTheirOwnShapeThereToo() throws IOException {
        assertThat(
                        RawHttp.exchange(
                                gateway.port(),
                                "GET /v2/models/%00 HTTP/1.1\n"
                                        + "Host: localhost\n"
                                        + "Connection: close\n\n"))
                .startsWith("HTTP/1.1 400")
                .contains("{\"error\":\"");
    }

    @Test
    void aQueryThatCannotBeDecodedIsRefused() throws IOException {
        assertThat(
                        RawHttp.exchange(
                                gateway.port(),
                                "GET /api/audit?action=%zz HTTP/1.1\n"
                                        + "Host: localhost\n"
                                        + "Connection: close\n\n"))
                .startsWith("HTTP/1.1 400");
    }
}
