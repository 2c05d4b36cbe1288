package dev.scorebus.local.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Against a server that says back what it hears.
class FaultProxyTest {
    private static final int SOON = 300;
    private static final int AT_LAST = 10_000;

    private final AtomicInteger heard = new AtomicInteger();
    private final ServerSocket echo = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    private final FaultProxy proxy = FaultProxy.before(echo.getLocalPort());

    FaultProxyTest() throws IOException {
        Thread _ = Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket client = echo.accept();
                Thread _ = Thread.ofVirtual().start(() -> sayBack(client));
            } catch (IOException _) {
                // It was closed.
            }
        }
    }

    private void sayBack(Socket client) {
        try (client) {
            for (int said = client.getInputStream().read();
                    said >= 0;
                    said = client.getInputStream().read()) {
                heard.incrementAndGet();
                client.getOutputStream().write(said);
            }
        } catch (IOException _) {
            // The client is gone.
        }
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    private Socket dial() throws IOException {
        return new Socket(InetAddress.ofLiteral("127.0.0.1"), proxy.port());
    }

    private static void say(Socket socket, String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
    }

    /// What comes within a time; fails when it does not.
    private static String hear(Socket socket, int count, int millis) throws IOException {
        socket.setSoTimeout(millis);
        byte[] bytes = socket.getInputStream().readNBytes(count);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void assertThatNothingComes(Socket socket) {
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> hear(socket, 1, SOON));
    }

    private static void assertThatItIsOver(Socket socket) {
        await().atMost(Duration.ofMillis(AT_LAST))
                .until(
                        () -> {
                            try {
                                socket.setSoTimeout(AT_LAST);
                                return socket.getInputStream().read() < 0;
                            } catch (SocketTimeoutException e) {
                                throw e;
                            } catch (IOException _) {
                                return true;
                            }
                        });
    }

    private void assertThatItPasses() throws IOException {
        try (Socket socket = dial()) {
            say(socket, "hello");

            assertThat(hear(socket, 5, AT_LAST)).isEqualTo("hello");
        }
    }

    @Test
    void aSoundLinePassesBothWays() throws IOException {
        assertThatItPasses();
    }

    @Test
    void aLateLineHoldsEachPieceBack() throws IOException {
        proxy.become(new Line.Late(Duration.ofMillis(400)));
        try (Socket socket = dial()) {
            long start = System.nanoTime();
            say(socket, "hello");

            assertThat(hear(socket, 5, AT_LAST)).isEqualTo("hello");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(800));
        }
    }

    @Test
    void aCutLineEndsConnectionsAndTakesNoMoreUntilItIsSoundAgain() throws IOException {
        try (Socket before = dial()) {
            say(before, "a");
            assertThat(hear(before, 1, AT_LAST)).isEqualTo("a");

            proxy.become(new Line.Cut());

            assertThatItIsOver(before);
            try (Socket during = dial()) {
                assertThatItIsOver(during);
            }
            proxy.become(new Line.Sound());
            assertThatItPasses();
        }
    }

    @Test
    void onAStillLineNothingMovesAndNothingIsLost() throws IOException {
        try (Socket socket = dial()) {
            proxy.become(new Line.Still());
            say(socket, "hello");
            assertThatNothingComes(socket);
            assertThat(heard).hasValue(0);

            proxy.become(new Line.Sound());

            assertThat(hear(socket, 5, AT_LAST)).isEqualTo("hello");
        }
    }

    @Test
    void onAMuteLineTheServerHearsAndItsAnswerIsLostForEver() throws IOException {
        try (Socket socket = dial()) {
            proxy.become(new Line.Mute());
            say(socket, "hello");
            await().atMost(Duration.ofMillis(AT_LAST)).until(() -> heard.get() == 5);
            assertThatNothingComes(socket);

            proxy.become(new Line.Sound());

            assertThatItIsOver(socket);
        }
    }

    @Test
    void aLineThatTricklesPassesAllInItsTime() throws IOException {
        proxy.become(new Line.Trickle(100));
        try (Socket socket = dial()) {
            long start = System.nanoTime();
            say(socket, "x".repeat(50));

            assertThat(hear(socket, 50, AT_LAST)).isEqualTo("x".repeat(50));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(500));
        }
    }

    @Test
    void aBoundedLineBreaksInTheMiddleOfAMessage() throws IOException {
        proxy.become(new Line.Bounded(3));
        try (Socket socket = dial()) {
            say(socket, "hello");

            assertThatItIsOver(socket);
            assertThat(heard.get()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void aServerThatIsNotThereIsToldByAReset() throws IOException {
        // Bound and not listening: a port that was only closed may be another process's by now.
        try (Socket held = new Socket()) {
            held.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            try (FaultProxy toNobody = FaultProxy.before(held.getLocalPort());
                    Socket socket =
                            new Socket(InetAddress.ofLiteral("127.0.0.1"), toNobody.port())) {
                assertThatItIsOver(socket);
            }
        }
    }
}
