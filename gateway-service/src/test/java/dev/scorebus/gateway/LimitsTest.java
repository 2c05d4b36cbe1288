package dev.scorebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private static final int MEGABYTE = 1 << 20;

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway =
                RunningGateway.start(
                        "--scorebus.gateway.limits.body=1MB",
                        "--scorebus.gateway.limits.upload=200MB",
                        "--scorebus.gateway.limits.headers=4KB",
                        "--scorebus.gateway.limits.connections=1",
                        "--scorebus.gateway.timeouts.connect=300ms",
                        "--scorebus.gateway.timeouts.response=700ms",
                        "--server.tomcat.connection-timeout=1s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void nothingWasAsked() {
        gateway.score.behave(gateway.score.byName("score"));
        gateway.score.forget();
    }

    @Test
    void aBodyWithADeclaredLengthOverTheLimitIsRefused() {
        HttpResponse<String> response =
                gateway.send(
                        gateway.request("/v2/models/m/infer")
                                .POST(
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                new byte[3 * MEGABYTE])));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).startsWith("{\"error\":\"").contains("1048576 bytes");
    }

    @Test
    void aBodyWithoutALengthIsRefusedAsSoonAsItGrowsOverTheLimit() {
        HttpResponse<String> response =
                gateway.send(gateway.request("/api/models/m/score").POST(chunked(3L * MEGABYTE)));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(response.body()).contains("/problems/body-too-large");
    }

    @Test
    void aBodyAtTheLimitPasses() {
        assertThat(
                        gateway.send(gateway.request("/api/models/m/score").POST(chunked(MEGABYTE)))
                                .statusCode())
                .isEqualTo(200);
        assertThat(gateway.score.takeReceived().body()).hasSize(MEGABYTE);
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 40_000})
    void headersOverTheLimitAreRefused(int bytes) {
        HttpResponse<String> response =
                gateway.send(gateway.request("/v2").header("X-Large", "a".repeat(bytes)));

        assertThat(response.statusCode()).isEqualTo(431);
        assertThat(response.body()).contains("4096 bytes");
    }

    @Test
    void headersBeyondWhatTheServerReadsAreRefusedToo() throws IOException {
        String response =
                RawHttp.exchange(
                        gateway.port(),
                        "GET /v2 HTTP/1.1\nHost: localhost\nX-Large: "
                                + "a".repeat(100_000)
                                + "\n\n");

        assertThat(response).startsWith("HTTP/1.1 4");
    }

    @Test
    void aBodyThatGrowsOverTheLimitIsNotPassedOn() {
        gateway.send(gateway.request("/v2/models/m/infer").POST(chunked(2L * MEGABYTE)));

        assertThat(gateway.score.forget()).isEmpty();
    }

    @Test
    void aServiceThatDoesNotAnswerInTimeIsATimeout() {
        CountDownLatch over = new CountDownLatch(1);
        gateway.tracking.behave(exchange -> awaitQuietly(over));

        HttpResponse<String> response = gateway.get("/api/audit");
        over.countDown();

        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(response.body()).contains("tracking-service did not answer in time");
    }

    @Test
    void aServiceThatBreaksOffIsABadGateway() {
        gateway.score.behave(HttpExchange::close);

        HttpResponse<String> response = gateway.get("/v2/models");

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).startsWith("{\"error\":\"score-service ended the connection");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 300_000})
    void anAnswerThatBreaksOffIsNeverTakenForAWholeOne(int sent) throws IOException {
        gateway.score.behave(
                exchange -> {
                    exchange.sendResponseHeaders(200, 1_000_000);
                    exchange.getResponseBody().write(new byte[sent]);
                    exchange.getResponseBody().flush();
                    exchange.close();
                });

        String response =
                RawHttp.exchange(
                        gateway.port(),
                        "GET /v2/models HTTP/1.1\nHost: localhost\nConnection: close\n\n");

        assertThat(response)
                .satisfiesAnyOf(
                        whole -> assertThat(whole).startsWith("HTTP/1.1 502"),
                        cut ->
                                assertThat(cut)
                                        .contains("Content-Length: 1000000")
                                        .hasSizeLessThan(900_000));
    }

    @Test
    void aServiceWithoutRoomIsBusyAndTheOthersAreNot() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        gateway.tracking.behave(
                exchange -> {
                    inside.countDown();
                    awaitQuietly(over);
                });
        gateway.score.behave(gateway.score.byName("score"));
        CompletableFuture<HttpResponse<String>> first =
                CompletableFuture.supplyAsync(() -> gateway.get("/api/frontiers"));
        inside.await();

        HttpResponse<String> second = gateway.get("/api/frontiers");

        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(second.body()).contains("service-busy");
        assertThat(gateway.get("/v2").statusCode()).isEqualTo(200);
        over.countDown();
        first.join();
    }

    @Test
    void aServiceThatIsDownIsUnavailableAndIsUsedAgainWhenItIsBack() throws IOException {
        try (RunningGateway other =
                RunningGateway.start("--scorebus.gateway.upstreams.train=http://127.0.0.1:1")) {
            HttpResponse<String> api = other.get("/api/models");
            assertThat(api.statusCode()).isEqualTo(503);
            assertThat(api.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(api.body()).contains("train-service cannot be reached");

            assertThat(other.get("/v2").body()).isEqualTo("score");
            other.score.close();
            HttpResponse<String> v2 = other.get("/v2");
            assertThat(v2.statusCode()).isBetween(502, 503);
            assertThat(v2.body()).startsWith("{\"error\":");
        }
    }

    @Test
    void aClientThatStopsSendingIsLetGo() throws IOException {
        String response =
                RawHttp.exchange(
                        gateway.port(),
                        """
                        POST /v2/models/m/infer HTTP/1.1
                        Host: localhost
                        Content-Length: 1000

                        {""");

        assertThat(response).startsWith("HTTP/1.1 408").contains("{\"error\":");
    }

    private static HttpRequest.BodyPublisher chunked(long bytes) {
        return HttpRequest.BodyPublishers.ofInputStream(() -> zeros(bytes, new AtomicLong()));
    }

    /// So many bytes, counted as they are read.
    private static InputStream zeros(long bytes, AtomicLong sent) {
        return new InputStream() {
            private long left = bytes;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : 0;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (left == 0) {
                    return -1;
                }
                int count = (int) Math.min(left, length);
                left -= count;
                sent.addAndGet(count);
                return count;
            }
        };
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
