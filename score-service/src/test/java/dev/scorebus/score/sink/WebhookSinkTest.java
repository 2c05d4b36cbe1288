package dev.scorebus.score.sink;

import static dev.scorebus.score.sink.DeliveryDraft.SOURCE;
import static dev.scorebus.score.sink.DeliveryDraft.at;
import static dev.scorebus.score.sink.DeliveryDraft.shipment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.scorebus.action.Action.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebhookSinkTest {
    /// A request that came.
    private record Asked(String path, Headers headers, String body) {}

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private HttpServer server;
    private WebhookSink sink;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        sink = sink("/scores?token=secret", SystemDefaultDnsResolver.INSTANCE, "127.0.0.1");
    }

    @AfterEach
    void stop() {
        sink.close();
        server.stop(0);
    }

    private WebhookSink sink(String path, DnsResolver dns, String... listed) {
        return sink("127.0.0.1", path, dns, listed);
    }

    private WebhookSink sink(String host, String path, DnsResolver dns, String... listed) {
        Output.Webhook output =
                new Output.Webhook(
                        URI.create(
                                "http://%s:%d%s"
                                        .formatted(host, server.getAddress().getPort(), path)),
                        Duration.ofSeconds(1));
        return new WebhookSink(
                output,
                new WebhookClient(output, new AllowedHosts(Set.of(listed), dns), 4),
                4,
                Duration.ofSeconds(3));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        asked.add(
                new Asked(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
        String path = exchange.getRequestURI().getPath();
        int status = answers.getOrDefault(key, 204);
        if (path.equals("/moved")) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            status = 302;
        }
        if (status == 429) {
            exchange.getResponseHeaders().add("Retry-After", "7");
        }
        if (path.equals("/endless") || path.equals("/trickle")) {
            endless(exchange, path.equals("/trickle"));
            return;
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static void endless(HttpExchange exchange, boolean slow) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] some = new byte[slow ? 1 : 8192];
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write(some);
                out.flush();
                if (slow) {
                    LockSupport.parkNanos(50_000_000);
                }
            }
        }
    }

    private static String key(long offset) {
        return "act/%s-%d-%d".formatted(SOURCE.topicId(), SOURCE.partition(), offset);
    }

    private long times(long offset) {
        return asked.stream()
                .filter(one -> key(offset).equals(one.headers().getFirst("Idempotency-Key")))
                .count();
    }

    @Test
    void aScoreIsPostedAsACloudEventWithTheIdentityOfItsMessage() {
        assertThat(sink.write(shipment(at(5).subject("Jürgen 50% \"x\"\r\nX-Evil: 1")))).isEmpty();

        assertThat(asked).hasSize(1);
        Headers headers = asked.getFirst().headers();
        assertThat(asked.getFirst().body())
                .isEqualTo(new String(at(5).done().event().data(), StandardCharsets.UTF_8));
        assertThat(headers.getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(headers.getFirst("Idempotency-Key")).isEqualTo(key(5));
        assertThat(headers.getFirst("ce-specversion")).isEqualTo("1.0");
        assertThat(headers.getFirst("ce-id")).isEqualTo("%s-2-5".formatted(SOURCE.topicId()));
        assertThat(headers.getFirst("ce-type")).isEqualTo("dev.scorebus.score.produced.v1");
        assertThat(headers.getFirst("ce-source")).isEqualTo("/programs/trees/commands/score");
        assertThat(headers.getFirst("ce-time")).isEqualTo("2026-01-02T12:00:00Z");
        assertThat(headers.getFirst("ce-causationid")).isEqualTo("id-5");
        assertThat(headers.getFirst("ce-subject"))
                .isEqualTo("J%C3%BCrgen%2050%25%20%22x%22%0D%0AX-Evil:%201");
        assertThat(headers.containsKey("X-Evil")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 503, 302})
    void whoCannotTakeAnythingNowIsAwayAndWhoTookIsNotToldAgain(int status) {
        answers.put(key(2), status);
        assertThatThrownBy(() -> sink.write(shipment(at(1), at(2), at(3))))
                .isInstanceOfSatisfying(
                        SinkUnavailableException.class,
                        e -> {
                            assertThat(e.reason())
                                    .startsWith("webhook http://127.0.0.1")
                                    .contains("/scores: it answered " + status)
                                    .doesNotContain("secret");
                            assertThat(e.after())
                                    .isEqualTo(Duration.ofSeconds(status == 429 ? 7 : 0));
                        });

        answers.clear();
        assertThat(sink.write(shipment(at(1), at(2), at(3), at(4)))).isEmpty();

        assertThat(List.of(times(1), times(2), times(3), times(4))).containsExactly(1L, 2L, 1L, 1L);
    }

    @Test
    void aScoreThatBecameAnotherOneIsToldAgain() {
        answers.put(key(2), 500);
        assertThatThrownBy(() -> sink.write(shipment(at(1), at(2))))
                .isInstanceOf(SinkUnavailableException.class);
        answers.clear();

        assertThat(sink.write(shipment(at(1).value(77), at(2)))).isEmpty();

        assertThat(times(1)).isEqualTo(2);
    }

    @Test
    void whatIsRefusedIsRefusedAlone() {
        answers.put(key(2), 422);

        List<Refusal> refusals = sink.write(shipment(at(1), at(2), at(3)));

        assertThat(refusals)
                .singleElement()
                .satisfies(
                        refusal -> {
                            assertThat(refusal.index()).isEqualTo(1);
                            assertThat(refusal.why())
                                    .endsWith("/scores refused the score: it answered 422");
                        });
        assertThat(asked).hasSize(3);
    }

    @Test
    void aRedirectIsNotFollowed() {
        WebhookSink moved = sink("/moved", SystemDefaultDnsResolver.INSTANCE, "127.0.0.1");

        assertThatThrownBy(() -> moved.write(shipment(at(1))))
                .isInstanceOf(SinkUnavailableException.class)
                .hasMessageContaining("it answered 302, and redirects are not followed");
        assertThat(asked).extracting(Asked::path).containsExactly("/moved");
        moved.close();
    }

    @Test
    void anAnswerWithoutEndIsCutOff() {
        WebhookSink endless = sink("/endless", SystemDefaultDnsResolver.INSTANCE, "127.0.0.1");

        assertThat(endless.write(shipment(at(1), at(2), at(3)))).isEmpty();
        endless.close();
    }

    @Test
    void anAnswerThatTricklesEndsWithThePatience() {
        WebhookSink trickle = sink("/trickle", SystemDefaultDnsResolver.INSTANCE, "127.0.0.1");

        assertThatThrownBy(() -> trickle.write(shipment(at(1))))
                .isInstanceOf(SinkUnavailableException.class)
                .hasMessageContaining("there was no time left");
        trickle.close();
    }

    @Test
    void nobodyAtHomeIsAway() {
        server.stop(0);

        assertThatThrownBy(() -> sink.write(shipment(at(1))))
                .isInstanceOf(SinkUnavailableException.class);
    }

    @Test
    void aListedNameThatLeadsToLoopbackIsNotCalled() {
        WebhookSink inside =
                sink("crm.example", "/", AllowedHostsTest.leadsTo("127.0.0.1"), "crm.example");

        assertThatThrownBy(() -> inside.write(shipment(at(1))))
                .isInstanceOf(SinkUnavailableException.class)
                .hasMessageContaining(
                        "host 'crm.example' leads to 127.0.0.1, which is no public address");
        assertThat(asked).isEmpty();
        inside.close();
    }
}
