package dev.scorebus.cli.platform;

import dev.scorebus.cli.platform.Startup.Stage;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.message.WireJson;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Starts the platform's process and waits until it is ready.
public final class PlatformLauncher {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final PlatformHome home;
    private final Console console;

    public PlatformLauncher(PlatformHome home, Console console) {
        this.home = home;
        this.console = console;
    }

    /// Starts a platform in a process and session of its own, and returns when it is ready. When another start on the same
    /// folder is under way, waits for that one.
    ///
    /// @return the platform that runs now, by whoever it was started
    /// @throws CommandFailure with the reason and the log file when it does not start
    public RunningPlatform startInBackground(Ports ports) throws IOException {
        home.make();
        try (FolderLock _ = turn()) {
            Optional<RunningPlatform> other = home.running();
            return other.isPresent() ? other.get() : start(ports);
        }
    }

    private RunningPlatform start(Ports ports) throws IOException {
        Startup startup = new Startup(home.startup());
        startup.clear();
        Process process =
                new ProcessBuilder(command(home, ports, true, StartCache.beside().options()))
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectErrorStream(true)
                        .redirectOutput(home.output().toFile())
                        .start();
        boolean ready = false;
        try {
            await(process, startup);
            ready = true;
        } finally {
            if (!ready) {
                process.destroy();
            }
        }
        return home.running().orElseThrow(() -> died(process, Optional.empty()));
    }

    /// Runs a platform as a child of this process, on its terminal, until it ends.
    ///
    /// @return what it ended with
    /// @throws CommandFailure when another start on the same folder came first
    public int runInForeground(Ports ports) throws IOException {
        home.make();
        Process process;
        try (FolderLock _ = turn()) {
            Optional<RunningPlatform> other = home.running();
            if (other.isPresent()) {
                throw new CommandFailure(
                        ExitCode.NOT_RUNNING,
                        "The platform runs already: process %d. Stop it with `scorebus down`."
                                .formatted(other.get().pid()));
            }
            Startup startup = new Startup(home.startup());
            startup.clear();
            process =
                    new ProcessBuilder(command(home, ports, false, StartCache.beside().options()))
                            .inheritIO()
                            .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process), "stop-platform"));
            while (process.isAlive() && !startup.isOver()) {
                pause(process);
            }
        }
        return process.onExit().join().exitValue();
    }

    private FolderLock turn() throws IOException {
        long begin = System.nanoTime();
        Optional<FolderLock> lock = FolderLock.take(home.startLock());
        if (lock.isEmpty()) {
            console.note(
                    "A platform is being started on %s already; waiting for it."
                            .formatted(home.folder()));
        }
        while (lock.isEmpty()) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new CommandFailure(
                        ExitCode.NOT_RUNNING,
                        "Another start on %s was not done after %s. Its log: %s"
                                .formatted(home.folder(), PATIENCE, home.log()));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            lock = FolderLock.take(home.startLock());
        }
        return lock.get();
    }

    private static void stop(Process process) {
        process.destroy();
        process.onExit().join();
    }

    private void await(Process process, Startup startup) throws IOException {
        long begin = System.nanoTime();
        int told = 0;
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            boolean alive = process.isAlive();
            List<Stage> stages = startup.stages();
            for (Stage stage : stages.subList(told, stages.size())) {
                switch (stage) {
                    case Stage.Started(String part, long millis) ->
                            console.note(
                                    String.format(
                                            Locale.ROOT, "  %-21s %5.1f s", part, millis / 1e3));
                    case Stage.Failed(String why) -> throw died(process, Optional.of(why));
                    case Stage.Ready() -> {
                        return;
                    }
                }
            }
            told = stages.size();
            if (!alive) {
                throw died(process, Optional.empty());
            }
            pause(process);
        }
        throw died(process, Optional.of("It was not ready after %s.".formatted(PATIENCE)));
    }

    private static void pause(Process process) {
        try {
            boolean _ = process.waitFor(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(
                    ExitCode.NOT_RUNNING, "Interrupted while the platform started.", e);
        }
    }

    private CommandFailure died(Process process, Optional<String> why) {
        String reason =
                why.orElseGet(
                        () ->
                                process.isAlive()
                                        ? "It did not say why."
                                        : "Its process ended with %d.%n%s"
                                                .formatted(process.exitValue(), lastOutput()));
        return new CommandFailure(
                ExitCode.NOT_RUNNING,
                "The platform did not start. %s%nIts log: %s, and what was written past it: %s"
                        .formatted(reason, home.log(), home.output()));
    }

    private String lastOutput() {
        try {
            List<String> lines = Files.readAllLines(home.output());
            return String.join(
                    System.lineSeparator(),
                    lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException _) {
            return "";
        }
    }

    /// The command that starts a platform's process.
    ///
    /// @param cache options that read or make a start cache
    static List<String> command(
            PlatformHome home, Ports ports, boolean background, List<String> cache) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(cache);
        command.addAll(PlatformJvm.options(home, background));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(PlatformMain.class.getName());
        command.add(home.folder().toString());
        command.add(WireJson.mapper().writeValueAsString(ports));
        if (background) {
            command.add("background");
        }
        return command;
    }
}
