package dev.scorebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Clients that send a body as slowly as they like.
class SlowClientsTest {
    private static final int MEGABYTE = 1 << 20;

    private static RunningGateway gateway;

    private final List<Socket> slow = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        gateway =
                RunningGateway.start(
                        "--scorebus.gateway.limits.body=1MB",
                        "--scorebus.gateway.limits.bodies=3MB",
                        "--scorebus.gateway.limits.connections=10",
                        "--scorebus.gateway.timeouts.connect=300ms",
                        "--scorebus.gateway.timeouts.body=3s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void letThemGo() throws IOException {
        for (Socket socket : slow) {
            socket.close();
        }
    }

    @Test
    void theyHoldNoConnectionThatOthersNeed() throws IOException {
        for (int i = 0; i < 50; i++) {
            begin(1);
        }

        for (int i = 0; i < 20; i++) {
            assertThat(score(1_000).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoSendsByteAfterByteIsToldThatItTakesTooLong() throws IOException {
        Socket socket = begin(1);
        try (ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledFuture<?> _ =
                    drip.scheduleAtFixedRate(() -> send(socket, 1), 0, 100, TimeUnit.MILLISECONDS);

            String answer =
                    new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            drip.shutdownNow();

            assertThat(answer).isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void bodiesThatNeedMoreRoomThanThereIsAreRefusedAndThereIsRoomAgainAfterwards()
            throws IOException {
        for (int i = 0; i < 3; i++) {
            begin(MEGABYTE - 10_000);
        }

        await().untilAsserted(() -> assertThat(score(500_000).statusCode()).isEqualTo(503));
        HttpResponse<String> refused = score(500_000);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(refused.body()).contains("/problems/no-room-for-body");

        letThemGo();
        await().untilAsserted(() -> assertThat(score(500_000).statusCode()).isEqualTo(200));
    }

    /// Begins to send a body of one megabyte.
    private Socket begin(int bytes) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        slow.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(
                        "POST /api/models/m/score HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                                .formatted(MEGABYTE)
                                .getBytes(StandardCharsets.US_ASCII));
        send(socket, bytes);
        return socket;
    }

    private static void send(Socket socket, int bytes) {
        try {
            socket.getOutputStream().write(new byte[bytes]);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> score(int bytes) {
        return gateway.send(
                gateway.request("/api/models/m/score")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes])));
    }
}
