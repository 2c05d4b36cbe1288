package dev.scorebus.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server of our data folder, and what is left of it when its JVM or it itself was killed. Only called by the holder of the home's lock, so
/// that whatever runs there is nobody's.
final class PostgresOrphan {
    private static final Logger LOGGER = LoggerFactory.getLogger(PostgresOrphan.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path data;
    private final Path pidFile;

    PostgresOrphan(Path data) {
        this.data = data;
        this.pidFile = data.resolve("postmaster.pid");
    }

    /// Whether a server has not ended in an orderly way here, or still runs.
    boolean mayExist() {
        return Files.exists(pidFile);
    }

    /// Ends the server, if there is one, and waits until the last of its processes is gone. A pid file that names a
    /// process of something else (the number was given again, as after a restart of a container) is removed: PostgreSQL
    /// itself would refuse to start because of it.
    void stop(PostgresCommand command) throws IOException {
        if (!mayExist()) {
            return;
        }
        long server = pid();
        List<ProcessHandle> processes = processes(server);
        if (!processes.isEmpty()) {
            LOGGER.atWarn()
                    .addKeyValue("path", data)
                    .log(
                            "processes of PostgreSQL were left by a server or a platform that was killed; they end first");
            if (processes.stream().anyMatch(process -> process.pid() == server)) {
                command.stop(data);
            }
            awaitEnd(processes);
        }
        Files.deleteIfExists(pidFile);
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
    }

    /// The server's process, while it lives.
    Optional<ProcessHandle> server() throws IOException {
        return ProcessHandle.of(pid());
    }

    /// The server's and, where the system tells, those of its children that are left after the server itself was killed.
    private List<ProcessHandle> processes(long server) {
        if (Files.isDirectory(Path.of("/proc/self"))) {
            return ProcessHandle.allProcesses().filter(this::worksInData).toList();
        }
        return ProcessHandle.of(server).stream().filter(PostgresOrphan::isPostgres).toList();
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().orElse("").contains("postgres");
    }

    /// PostgreSQL makes its data folder the working directory of the server and of all its children.
    private boolean worksInData(ProcessHandle process) {
        Path directory = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            return Files.isSameFile(Files.readSymbolicLink(directory), data) && isPostgres(process);
        } catch (IOException _) {
            return false;
        }
    }

    private void awaitEnd(List<ProcessHandle> processes) throws IOException {
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new PlatformStartException(
                    "A PostgreSQL that a killed platform left on %s does not stop (processes %s)."
                            .formatted(data, processes.stream().map(ProcessHandle::pid).toList()),
                    "End these processes, then start again.",
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for PostgreSQL", e);
        }
    }
}
