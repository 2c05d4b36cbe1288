package dev.scorebus.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs PostgreSQL's programs as a user that is not root, and waits for them.
///
/// @param log where the server writes what it has to say
record PostgresCommand(PostgresBinaries binaries, OrdinaryUser user, Path log) {
    private static final int SECONDS_TO_STOP = 10;
    private static final int LINES_OF_LOG = 4;

    static PostgresCommand on(Path home, OrdinaryUser user) throws IOException {
        // Nobody cannot look into the cache of root.
        Path parent = user == OrdinaryUser.NOBODY ? home : cache(home);
        if (!user.canRun(List.of("test", "-x", parent.toString()))) {
            throw new PlatformStartException(
                    "PostgreSQL must run as the user nobody here, who may not enter %s."
                            .formatted(parent),
                    "Name a folder outside of private ones with SCOREBUS_HOME, or start Scorebus as an ordinary user.");
        }
        return new PostgresCommand(
                PostgresBinaries.unpack(parent), user, home.resolve("postgres.log"));
    }

    void run(String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(binaries.program(program).toString());
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(user.command(command))
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .start();
        String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = exitCode(process);
        if (code != 0) {
            throw new PlatformStartException(
                    "PostgreSQL's %s failed with code %d: %s"
                            .formatted(program, code, output.replace('\n', ' ')),
                    "The end of %s may say why: %s".formatted(log, endOfLog()));
        }
    }

    private String endOfLog() throws IOException {
        if (Files.notExists(log)) {
            return "(there is none)";
        }
        List<String> lines = Files.readAllLines(log);
        return String.join(
                " | ", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
    }

    /// Ends the server of this data folder, and its connections, and waits for it.
    void stop(Path data) throws IOException {
        run(
                "pg_ctl",
                List.of(
                        "stop",
                        "--wait",
                        "--mode=fast",
                        "--timeout=" + SECONDS_TO_STOP,
                        "--pgdata=" + data));
    }

    /// Gives a file or folder to the user that the programs run as.
    void own(Path path) throws IOException {
        Optional<Integer> owner = user.filesBelongTo();
        if (owner.isPresent()) {
            FileTree.giveTo(owner.get(), path);
        }
    }

    private static int exitCode(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for PostgreSQL", e);
        }
    }

    private static Path cache(Path home) {
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "scorebus");
        try {
            return Files.createDirectories(cache);
        } catch (IOException _) {
            return home;
        }
    }
}
