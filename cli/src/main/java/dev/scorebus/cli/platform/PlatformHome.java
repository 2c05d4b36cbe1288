package dev.scorebus.cli.platform;

import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// The folder of a platform: data of Kafka, PostgreSQL and the services, logs, and who runs it.
///
/// @param folder the folder, absolute
public record PlatformHome(Path folder) {
    public PlatformHome {
        folder = folder.toAbsolutePath().normalize();
    }

    /// The log of everything the platform's process writes.
    public Path log() {
        return folder.resolve("logs").resolve("platform.log");
    }

    /// The programs that are called over the bridge, a folder for each.
    public Path programs() {
        return folder.resolve("programs");
    }

    /// What was written past the log: by the JVM itself and by native code.
    Path output() {
        return folder.resolve("logs").resolve("platform.out");
    }

    /// Where the starting process says how far it is.
    Path startup() {
        return folder.resolve("logs").resolve("startup");
    }

    /// Held by whoever starts a platform here.
    Path startLock() {
        return folder.resolve("start.lock");
    }

    /// The right to run the demo here, or nothing while another demo has it: two would take each other's messages for their own.
    public Optional<FolderLock> demoTurn() throws IOException {
        make();
        return FolderLock.take(folder.resolve("demo.lock"));
    }

    private Path runningFile() {
        return folder.resolve("platform.json");
    }

    /// Makes the folder and its parents.
    void make() {
        try {
            Files.createDirectories(folder.resolve("logs"));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NOT_RUNNING,
                    "The folder %s cannot be made: %s. Name another with --home or SCOREBUS_HOME."
                            .formatted(folder, e),
                    e);
        }
    }

    /// The platform that was started last and has not been stopped; it may have died.
    public Optional<RunningPlatform> recorded() {
        try {
            return Optional.of(
                    WireJson.mapper()
                            .readValue(Files.readString(runningFile()), RunningPlatform.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException | JacksonException e) {
            throw new CommandFailure(
                    ExitCode.NOT_RUNNING,
                    "%s cannot be read: %s. Delete it when no platform runs on this folder."
                            .formatted(runningFile(), e.getMessage()),
                    e);
        }
    }

    /// The platform that runs on this folder now.
    public Optional<RunningPlatform> running() {
        return recorded().filter(RunningPlatform::isAlive);
    }

    void record(RunningPlatform platform) throws IOException {
        Path file = folder.resolve("platform.json.new");
        Files.writeString(file, WireJson.mapper().writeValueAsString(platform));
        Files.move(
                file,
                runningFile(),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    void forget() throws IOException {
        Files.deleteIfExists(runningFile());
    }
}
