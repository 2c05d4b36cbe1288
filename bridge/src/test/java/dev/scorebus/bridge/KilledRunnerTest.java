package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is left of a runner that had no time to clear up.
class KilledRunnerTest {
    private final List<Process> runners = new ArrayList<>();
    private final List<ProcessHandle> started = new ArrayList<>();
    @TempDir private Path temporary;

    /// @param process the runner
    /// @param program what it started
    /// @param child what that started
    private record Runner(Process process, ProcessHandle program, ProcessHandle child, Path work) {}

    @AfterEach
    void endAll() {
        runners.forEach(Process::destroyForcibly);
        started.forEach(ProcessHandle::destroyForcibly);
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void aProgramThatLooksAtNothingDiesWithItsRunner(Network network) throws Exception {
        assumeFalse(Isolation.dyingWithStarter().isEmpty(), "setpriv --pdeathsig works here");
        Runner runner = runner(network);

        runner.process().destroyForcibly().waitFor();

        await().atMost(Programs.LONG).until(() -> !runner.program().isAlive());
    }

    @Test
    void theNextRunnerClearsAwayWhatAKilledOneLeftAndNothingOfALivingOne() throws Exception {
        Runner living = runner(Network.HOST);
        Runner killed = runner(Network.HOST);
        Path foreign = Files.createDirectory(temporary.resolve(RunFolder.PREFIX + "unsigned"));
        killed.process().destroyForcibly().waitFor();
        assertThat(killed.work()).exists();

        Runner next = runner(Network.HOST);

        await().atMost(Programs.LONG)
                .until(
                        () ->
                                Files.notExists(killed.work().getParent())
                                        && !killed.program().isAlive()
                                        && !killed.child().isAlive());
        assertThat(foreign).exists();
        assertThat(List.of(living.work(), next.work())).allMatch(Files::exists);
        assertThat(List.of(living.program(), living.child(), next.program(), next.child()))
                .allMatch(ProcessHandle::isAlive);
    }

    @Test
    void aProgramLivesOnWhenTheThreadThatAskedForItEnds() throws Exception {
        Heard heard = new Heard();
        ProgramLaunch launch =
                new ProgramLaunch(
                        "shell",
                        List.of("sh", "-c", "sleep 1; echo lives"),
                        Path.of("/nowhere"),
                        Map.of(),
                        Limits.NONE,
                        Network.HOST,
                        Programs.LONG,
                        null,
                        "{}");
        CompletableFuture<ProgramProcess> begun = new CompletableFuture<>();
        Thread asking =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        begun.complete(
                                                ProgramProcess.start(
                                                        launch, Transport.UNIX_SOCKET, heard));
                                    } catch (ProgramStartException e) {
                                        begun.completeExceptionally(e);
                                    }
                                });
        asking.join();

        try (ProgramProcess process = begun.join()) {
            assertThat(process.awaitExit(Programs.LONG)).hasValue(0);
            await().atMost(Programs.LONG).until(() -> heard.output.contains("lives"));
        }
    }

    private Runner runner(Network network) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx64m",
                                "-Djava.io.tmpdir=" + temporary,
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledRunner.class.getName(),
                                network.name())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        runners.add(process);
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        while (line != null && !line.matches("\\d+ \\d+ /.*")) {
            line = out.readLine();
        }
        String[] words = String.valueOf(line).split(" ", 3);
        assertThat(words).hasSize(3);
        ProcessHandle program = ProcessHandle.of(Long.parseLong(words[0])).orElseThrow();
        ProcessHandle child = ProcessHandle.of(Long.parseLong(words[1])).orElseThrow();
        started.addAll(List.of(program, child));
        return new Runner(process, program, child, Path.of(words[2]));
    }
}
