package dev.scorebus.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One PostgreSQL server on one data folder. It outlives this JVM if the JVM is killed; [PostgresOrphan] ends it then.
final class PostgresServer implements Part.Server {
    static final String USER = "scorebus";

    private static final int SECONDS_TO_START = 60;

    /// A password of 128 random bits is not found by trying, however cheap a try is; 4,096 rounds would only cost every connection
    /// tens of milliseconds.
    private static final String PASSWORD_ROUNDS = "scram_iterations=1";

    private static final List<String> SETTINGS =
            List.of(
                    "listen_addresses=127.0.0.1",
                    "unix_socket_directories=",
                    "fsync=on",
                    "synchronous_commit=on",
                    "max_connections=200",
                    "shared_buffers=64MB",
                    "max_wal_size=256MB",
                    "io_method=sync",
                    PASSWORD_ROUNDS,
                    "jit=off",
                    "log_checkpoints=off",
                    "timezone=UTC",
                    "log_timezone=UTC");

    private final PostgresCommand command;
    private final Path data;
    private final CompletableFuture<?> ended;

    private PostgresServer(PostgresCommand command, Path data) throws IOException {
        this.command = command;
        this.data = data;
        this.ended =
                new PostgresOrphan(data)
                        .server()
                        .map(ProcessHandle::onExit)
                        .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /// @param home holds the data folder `postgres/` and the log `postgres.log`
    static PostgresServer start(
            PostgresCommand command, Path home, int port, PostgresPassword password) {
        Path data = home.resolve("postgres");
        try {
            new PostgresOrphan(data).stop(command);
            if (Files.notExists(data)) {
                initialise(command, home, data, password);
            }
            if (Files.notExists(command.log())) {
                Files.createFile(command.log());
            }
            command.own(data);
            command.own(command.log());
            command.run("pg_ctl", startArguments(data, command.log(), port));
            return new PostgresServer(command, data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes the data folder beside its place and moves it there when it is whole: a killed first start leaves nothing
    /// half made behind.
    private static void initialise(
            PostgresCommand command, Path home, Path data, PostgresPassword password)
            throws IOException {
        Path fresh = home.resolve("postgres.new");
        FileTree.delete(fresh);
        Files.createDirectory(fresh);
        command.own(fresh);
        command.own(password.file());
        command.run(
                "initdb",
                List.of(
                        "--pgdata=" + fresh,
                        "--username=" + USER,
                        "--pwfile=" + password.file(),
                        "--auth=scram-sha-256",
                        "--set=" + PASSWORD_ROUNDS,
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"));
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> startArguments(Path data, Path log, int port) {
        String options =
                Stream.concat(
                                Stream.of("-p " + port),
                                SETTINGS.stream().map(setting -> "-c " + setting))
                        .collect(Collectors.joining(" "));
        return List.of(
                "start",
                "--wait",
                "--timeout=" + SECONDS_TO_START,
                "--pgdata=" + data,
                "--log=" + log,
                "--options=" + options);
    }

    @Override
    public CompletableFuture<?> ended() {
        return ended;
    }

    @Override
    public void close() {
        try {
            if (!ended.isDone()) {
                command.stop(data);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
