package dev.scorebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {
    private static final int MEGABYTE = 1 << 20;
    private static final long UPLOAD = 160L * MEGABYTE;

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway =
                RunningGateway.start(
                        "--scorebus.gateway.limits.body=1MB",
                        "--scorebus.gateway.limits.upload=200MB");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void anUploadMayBeMuchLargerAndFlowsThroughWithoutBeingHeld() throws Exception {
        CountDownLatch mayRead = new CountDownLatch(1);
        AtomicLong arrived = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        gateway.train.behave(
                exchange -> {
                    awaitQuietly(mayRead);
                    arrived.set(drain(exchange));
                    StubService.reply(exchange, 201, "application/json", "{}");
                });

        CompletableFuture<HttpResponse<String>> response =
                CompletableFuture.supplyAsync(
                        () ->
                                gateway.send(
                                        gateway.request("/api/data-sets/pull-requests")
                                                .POST(
                                                        HttpRequest.BodyPublishers.ofInputStream(
                                                                () -> zeros(UPLOAD, sent)))));

        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(20))
                .until(() -> sent.get() > 0 && before.getAndSet(sent.get()) == sent.get());
        assertThat(sent).hasValueLessThan(48L * MEGABYTE);

        mayRead.countDown();
        assertThat(response.join().statusCode()).isEqualTo(201);
        assertThat(arrived).hasValue(UPLOAD);
    }

    @Test
    void anUploadWhoseServiceSaysContinueLateArrivesWhole() throws Exception {
        try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningGateway other =
                        RunningGateway.start(
                                "--scorebus.gateway.upstreams.train=http://127.0.0.1:"
                                        + service.getLocalPort())) {
            CompletableFuture<Long> arrived =
                    CompletableFuture.supplyAsync(() -> continueLate(service));

            HttpResponse<String> response =
                    other.send(
                            other.request("/api/data-sets/pull-requests")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofByteArray(
                                                    new byte[8 * MEGABYTE])));

            assertThat(response.statusCode()).isEqualTo(201);
            assertThat(arrived.get(10, TimeUnit.SECONDS)).isEqualTo(8L * MEGABYTE);
        }
    }

    @Test
    void anUploadOverItsOwnLimitIsRefused() {
        gateway.train.behave(
                exchange -> {
                    drain(exchange);
                    StubService.reply(exchange, 201, "application/json", "{}");
                });

        HttpResponse<String> response =
                gateway.send(
                        gateway.request("/api/data-sets/pull-requests")
                                .POST(chunked(201L * MEGABYTE)));

        assertThat(response.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked\n\n400\n", "Content-Length: 1024\n\n"})
    void anUploadThatBreaksOffIsNeverTakenForAWholeOne(String framing) throws Exception {
        CompletableFuture<Boolean> complete = new CompletableFuture<>();
        CountDownLatch arriving = new CountDownLatch(1);
        gateway.train.behave(
                exchange -> {
                    arriving.countDown();
                    try {
                        drain(exchange);
                        complete.complete(true);
                    } catch (IOException e) {
                        complete.complete(false);
                        throw e;
                    }
                });

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            String head = "POST /api/data-sets/pull-requests HTTP/1.1\nHost: localhost\n" + framing;
            socket.getOutputStream()
                    .write(
                            (head.replace("\n", "\r\n") + "a,b\n1,2\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            arriving.await();
        }

        assertThat(complete.get(10, TimeUnit.SECONDS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256 * 1024})
    void aServiceThatRefusesAnUploadBeforeItHasReadItIsHeard(int readFirst) throws Exception {
        try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningGateway other =
                        RunningGateway.start(
                                "--scorebus.gateway.upstreams.train=http://127.0.0.1:"
                                        + service.getLocalPort())) {
            CompletableFuture<Void> served =
                    CompletableFuture.runAsync(() -> refuseAfter(service, readFirst));

            HttpResponse<String> response =
                    other.send(
                            other.request("/api/data-sets/Bad_Name").POST(chunked(16L * MEGABYTE)));

            assertThat(response.statusCode()).isEqualTo(422);
            assertThat(response.body()).isEqualTo("{}");
            served.join();
        }
    }

    @Test
    void aClientThatAsksBeforeItSendsIsToldBeforeItSends() throws IOException {
        String response =
                RawHttp.exchange(
                        gateway.port(),
                        """
                        POST /v2/models/m/infer HTTP/1.1
                        Host: localhost
                        Expect: 100-continue
                        Content-Length: 2000000

                        """);

        assertThat(response).startsWith("HTTP/1.1 413");
    }

    /// Says 100 after longer than most clients wait for it; how many bytes came then. None may come before: a 100 that comes
    /// into the middle of a body is taken for an answer, and the rest is never sent.
    private static long continueLate(ServerSocket service) {
        try (Socket socket = service.accept()) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            readHead(in);
            socket.setSoTimeout(4_000);
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            long body = in.readNBytes(8 * MEGABYTE).length;
            out.write(
                    "HTTP/1.1 201 Made\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
                            .getBytes(StandardCharsets.US_ASCII));
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readHead(InputStream in) throws IOException {
        int matched = 0;
        while (matched < 4) {
            int c = in.read();
            assertThat(c).isNotNegative();
            matched = c == "\r\n\r\n".charAt(matched) ? matched + 1 : c == '\r' ? 1 : 0;
        }
    }

    /// Answers 422 as Tomcat does: without 100 when nothing was read, and still taking in what was on its way.
    private static void refuseAfter(ServerSocket service, int readFirst) {
        try (Socket socket = service.accept()) {
            InputStream in = socket.getInputStream();
            in.readNBytes(1);
            if (readFirst > 0) {
                socket.getOutputStream()
                        .write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                in.readNBytes(readFirst);
            }
            socket.getOutputStream()
                    .write(
                            "HTTP/1.1 422 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
                                    .getBytes(StandardCharsets.US_ASCII));
            takeInTheRest(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void takeInTheRest(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            assertThat(e).isInstanceOf(SocketException.class);
        }
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

    private static long drain(HttpExchange exchange) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        InputStream body = exchange.getRequestBody();
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            bytes += count;
        }
        return bytes;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
