package dev.scorebus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTest {
    @Test
    void whatWasCommittedSurvivesARestart(@TempDir Path folder) throws Exception {
        Path home = folder.resolve("a home with blanks");
        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            new Traces(platform).leave("first run");
        }
        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            Traces traces = new Traces(platform);
            traces.leave("second run");

            assertThat(traces.rows()).containsExactly("first run", "second run");
            assertThat(traces.records()).containsExactly("first run", "second run");
        }
    }

    @Test
    void whatWasCommittedSurvivesAKillAndTheServerLeftBehindIsStopped(@TempDir Path home)
            throws Exception {
        KilledPlatform.runAndKill(home);
        long orphan = serverPid(home);
        assertThat(ProcessHandle.of(orphan)).isPresent();

        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            assertThat(ProcessHandle.of(orphan)).isEmpty();
            assertThat(serverPid(home)).isNotEqualTo(orphan);
            assertThat(new Traces(platform).rows()).containsExactly("before the kill");
            assertThat(new Traces(platform).records()).containsExactly("before the kill");
        }
        assertThat(home.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void eachPartCanBeTakenAwayAndComesBackWithItsPortAndData(@TempDir Path home) throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            Traces traces = new Traces(platform);
            traces.leave("before");

            platform.stopPostgres();
            assertThat(PortHolder.of(platform.postgresPort())).isEmpty();
            platform.startPostgres();
            platform.stopKafka();
            assertThat(PortHolder.of(platform.kafkaPort())).isEmpty();
            platform.startKafka();

            assertThat(traces.rows()).containsExactly("before");
            assertThat(traces.records()).containsExactly("before");
        }
    }

    @Test
    void aPostgresThatIsKilledIsStartedAgainWithItsPortAndData(@TempDir Path home)
            throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            Traces traces = new Traces(platform);
            traces.leave("before");

            for (int i = 0; i < 2; i++) {
                ProcessHandle server = ProcessHandle.of(serverPid(home)).orElseThrow();
                assertThat(server.destroyForcibly()).isTrue();
                server.onExit().join();

                await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(traces.rows()).containsExactly("before"));
            }
        }
        assertThat(home.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void aPidFileThatNamesAnotherProcessDoesNotKeepPostgresFromStarting(@TempDir Path home)
            throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            new Traces(platform).leave("before");
        }
        Process other = new ProcessBuilder("sleep", "300").start();
        Files.writeString(
                home.resolve("postgres/postmaster.pid"),
                "%d\n%s\n1\n1\n\n127.0.0.1\n0 0\nready\n"
                        .formatted(other.pid(), home.resolve("postgres")));

        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            assertThat(new Traces(platform).rows()).containsExactly("before");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroy();
        }
    }

    @Test
    void whatAKilledPlatformLeftIsStoppedWithoutStartingOne(@TempDir Path home) throws Exception {
        KilledPlatform.runAndKill(home);
        long orphan = serverPid(home);

        LocalPlatform.sweep(home);

        assertThat(ProcessHandle.of(orphan)).isEmpty();
        assertThat(home.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void aPlatformThatLivesIsNotSweptAway(@TempDir Path home) throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            assertThatExceptionOfType(PlatformStartException.class)
                    .isThrownBy(() -> LocalPlatform.sweep(home));
            new Traces(platform).leave("unharmed");

            assertThat(new Traces(platform).rows()).containsExactly("unharmed");
        }
    }

    @Test
    void sweepingAFolderWithoutAPlatformMakesNothing(@TempDir Path folder) throws Exception {
        LocalPlatform.sweep(folder.resolve("missing"));

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFirstStartThatWasKilledHalfwayIsBegunAgain(@TempDir Path home) throws Exception {
        Files.createDirectories(home.resolve("postgres.new/base"));
        Files.writeString(home.resolve("postgres.new/PG_VERSION"), "18\n");

        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            new Traces(platform).leave("whole");

            assertThat(new Traces(platform).rows()).containsExactly("whole");
        }
    }

    private static long serverPid(Path home) throws Exception {
        return Long.parseLong(
                Files.readAllLines(home.resolve("postgres/postmaster.pid")).getFirst().strip());
    }
}
