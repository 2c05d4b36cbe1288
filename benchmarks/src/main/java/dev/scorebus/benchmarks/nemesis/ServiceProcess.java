package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.service.ServiceApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service in a JVM of its own, which can be killed, frozen and started again. It listens on the same port each time.
public final class ServiceProcess implements AutoCloseable {
    private static final List<String> JVM =
            List.of(
                    "-Xmx192m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final String name;
    private final List<String> command;
    private final Path log;
    private final ServiceApi api;
    private @Nullable Process process;
    private @Nullable Leash leash;

    private ServiceProcess(String name, List<String> command, Path log, int port) {
        this.name = name;
        this.command = command;
        this.log = log;
        this.api = new ServiceApi(port);
    }

    /// Describes one; [#start] starts it.
    ///
    /// @param logs the folder of its log, which has its name
    static ServiceProcess of(
            String name, Class<?> main, Path logs, List<String> properties, String... more)
            throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.add("--server.port=" + port);
        command.add("--management.server.port=0");
        command.addAll(properties);
        command.addAll(List.of(more));
        Path log = logs.resolve(name + ".log");
        Files.deleteIfExists(log);
        return new ServiceProcess(name, command, log, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Its API; without an answer while it is killed or frozen.
    public ServiceApi api() {
        return api;
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

    /// Stops it between two instructions; its connections stay open.
    void freeze() {
        signal("STOP");
    }

    /// Lets a frozen one go on as if nothing had been.
    void wake() {
        signal("CONT");
    }

    private synchronized void signal(String signal) {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException(
                    "%s does not run and cannot be sent SIG%s; its last words are in %s"
                            .formatted(name, signal, log));
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

    /// Whether it has ended though nobody killed it.
    synchronized boolean hasDied() {
        return process != null && !process.isAlive();
    }

    @Override
    public void close() {
        kill();
        api.close();
    }

    @Override
    public String toString() {
        return "%s (log: %s)".formatted(name, log);
    }
}
