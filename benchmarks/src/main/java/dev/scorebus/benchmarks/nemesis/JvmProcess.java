package dev.scorebus.benchmarks.nemesis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A JVM of its own, which can be killed, frozen and started again with the same arguments.
public final class JvmProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final List<String> command;
    private final Path log;
    private @Nullable Process process;
    private @Nullable Leash leash;

    private JvmProcess(String name, List<String> command, Path log) {
        this.name = name;
        this.command = command;
        this.log = log;
    }

    /// Describes one on the class path of this JVM; [#start] starts it.
    ///
    /// @param logs the folder of its log, which has its name
    /// @param jvm options of the JVM
    static JvmProcess of(
            String name, Class<?> main, Path logs, List<String> jvm, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Path log = logs.resolve(name + ".log");
        Files.deleteIfExists(log);
        return new JvmProcess(name, command, log);
    }

    /// Starts it, and does not wait until it answers.
    synchronized void start() {
        if (process != null) {
            throw new IllegalStateException(name + " runs already");
        }
        try {
            Process started =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            process = started;
            leash = Leash.on(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Kills it by SIGKILL, frozen or not; it leaves nothing in order.
    synchronized void kill() {
        if (leash != null) {
            leash.close();
            leash = null;
        }
        if (process != null) {
            process.destroyForcibly().onExit().join();
            process = null;
        }
    }

    /// Kills what it has started by SIGKILL, and leaves it itself alone.
    synchronized void killChildren() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
    }

    /// Ends it by SIGTERM, in order, and waits for that; kills it when it takes too long.
    void stop() {
        Process ending;
        synchronized (this) {
            if (leash != null) {
                leash.close();
                leash = null;
            }
            ending = process;
            process = null;
        }
        if (ending != null) {
            ending.destroy();
            try {
                if (!ending.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    ending.destroyForcibly().onExit().join();
                }
            } catch (InterruptedException e) {
                ending.destroyForcibly().onExit().join();
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Starts it again if it ended though nobody ended it, as whoever watches over services does.
    ///
    /// @return whether it did
    synchronized boolean revive() {
        if (!hasDied()) {
            return false;
        }
        kill();
        start();
        return true;
    }

    /// Stops it between two instructions; its connections stay open. One that does not run stays as it is.
    void freeze() {
        signal("STOP");
    }

    /// Lets a frozen one go on as if nothing had been.
    void wake() {
        signal("CONT");
    }

    private synchronized void signal(String signal) {
        if (process == null || !process.isAlive()) {
            return;
        }
        try {
            int code =
                    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                            .inheritIO()
                            .start()
                            .onExit()
                            .join()
                            .exitValue();
            if (code != 0) {
                throw new IllegalStateException(
                        "kill -%s of %s answered %d".formatted(signal, name, code));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How many bytes of its heap are reachable, after a collection of all garbage, as the JDK's `jcmd` counts them.
    long liveHeap() throws IOException {
        long pid;
        synchronized (this) {
            pid = Objects.requireNonNull(process, name + " does not run").pid();
        }
        Process histogram =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                String.valueOf(pid),
                                "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader lines = histogram.inputReader()) {
            String total =
                    lines.lines()
                            .filter(line -> line.startsWith("Total"))
                            .findFirst()
                            .orElseThrow(() -> new IOException("jcmd counted nothing in " + name));
            return Long.parseLong(total.strip().split("\\s+", -1)[2]);
        }
    }

    /// Whether it has ended though nobody killed it.
    synchronized boolean hasDied() {
        return process != null && !process.isAlive();
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return "%s (log: %s)".formatted(name, log);
    }
}
