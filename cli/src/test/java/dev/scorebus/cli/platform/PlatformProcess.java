package dev.scorebus.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A whole platform in a process of its own, started by `scorebus up` with settings in its environment, and killed as often as a
/// test likes.
public final class PlatformProcess implements AutoCloseable {
    private final PlatformHome home;
    private final Ports ports = Ports.free();
    private final Map<String, String> environment;

    /// @param folder the platform's folder
    /// @param environment settings of the services, such as `SCOREBUS_TRAIN_BATCH_LEASE`
    public PlatformProcess(Path folder, Map<String, String> environment) {
        this.home = new PlatformHome(folder);
        this.environment = Map.copyOf(environment);
    }

    /// Starts it, also after it was killed.
    public void up() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dscorebus.root=" + PlatformOptions.root(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.scorebus.cli.ScorebusMain",
                        "up",
                        "--home",
                        home.folder().toString(),
                        "--port",
                        String.valueOf(ports.gateway()),
                        "--train-port",
                        String.valueOf(ports.train()),
                        "--score-port",
                        String.valueOf(ports.score()),
                        "--tracking-port",
                        String.valueOf(ports.tracking()),
                        "--kafka-port",
                        String.valueOf(ports.kafka()),
                        "--postgres-port",
                        String.valueOf(ports.postgres()),
                        "--management-offset",
                        String.valueOf(ports.managementOffset()));
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
    }

    /// Ends its process at once, as `kill -9` does.
    public void kill() {
        ProcessHandle process = home.running().orElseThrow().process().orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();
    }

    /// Where Kafka clients connect.
    public String bootstrap() {
        return ports.bootstrap();
    }

    /// What commands are given to find it.
    public List<String> options() {
        return List.of("--home", home.folder().toString());
    }

    @Override
    public void close() throws IOException {
        PlatformStop.Outcome _ = new PlatformStop(home).stop();
    }
}
