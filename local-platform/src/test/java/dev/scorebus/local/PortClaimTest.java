package dev.scorebus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortClaimTest {
    /// Chosen by chance alone, some of so many would meet.
    private static final int CHOSEN = 300;

    private static final String THIS_PROCESS =
            "process %d (java)".formatted(ProcessHandle.current().pid());

    @Test
    void aTakenPortIsNamedWithItsHolderAndWhereToChangeIt() throws IOException {
        try (ServerSocket taken = socket()) {
            PortClaim claim =
                    new PortClaim("The gateway", taken.getLocalPort(), "--port", "SCOREBUS_PORT");

            assertThatExceptionOfType(PlatformStartException.class)
                    .isThrownBy(claim::requireFree)
                    .satisfies(
                            e -> {
                                assertThat(e.what())
                                        .isEqualTo(
                                                "The gateway cannot use port %d: it is held by %s.",
                                                taken.getLocalPort(), THIS_PROCESS);
                                assertThat(e.todo()).contains("--port", "SCOREBUS_PORT");
                            });
        }
    }

    @Test
    void aFreePortIsGranted() {
        new PortClaim("Kafka", PortClaim.free(), "--kafka-port", "K").requireFree();
    }

    @Test
    void aPortIsGivenOnceAlsoWhenManyProcessesChooseAtATime() throws IOException {
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                PortChooser.class.getName(),
                                String.valueOf(CHOSEN))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader said = other.inputReader()) {
            List<Integer> ports =
                    new ArrayList<>(
                            IntStream.generate(PortClaim::free).limit(CHOSEN).boxed().toList());
            Stream.of(said.readLine().split(" ")).map(Integer::valueOf).forEach(ports::add);

            assertThat(ports).hasSize(2 * CHOSEN).doesNotHaveDuplicates();
        } finally {
            other.destroy();
        }
    }

    @Test
    void kafkasTakenPortIsFoundBeforeAnythingStarts(@TempDir Path home) throws IOException {
        try (ServerSocket taken = socket()) {
            assertThatExceptionOfType(PlatformStartException.class)
                    .isThrownBy(
                            () ->
                                    LocalPlatform.start(
                                            new LocalSettings(home, taken.getLocalPort(), 0)))
                    .withMessageContaining("Kafka cannot use port " + taken.getLocalPort())
                    .withMessageContaining("--kafka-port")
                    .withMessageContaining("SCOREBUS_KAFKA_PORT");
        }
        assertThat(home.resolve("postgres")).doesNotExist();
    }

    @Test
    void thePostgresTakenPortIsFoundAndTheHomeIsFreeAgain(@TempDir Path home) throws IOException {
        try (ServerSocket taken = socket()) {
            assertThatExceptionOfType(PlatformStartException.class)
                    .isThrownBy(
                            () ->
                                    LocalPlatform.start(
                                            new LocalSettings(home, 0, taken.getLocalPort())))
                    .withMessageContaining("PostgreSQL cannot use port " + taken.getLocalPort())
                    .withMessageContaining("--postgres-port")
                    .withMessageContaining("SCOREBUS_POSTGRES_PORT");
        }
        HomeLock.take(home).close();
    }

    private static ServerSocket socket() throws IOException {
        return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    }
}
