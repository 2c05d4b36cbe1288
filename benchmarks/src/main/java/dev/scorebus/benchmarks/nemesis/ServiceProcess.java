package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.service.ServiceApi;
import dev.scorebus.local.PortClaim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A service in a JVM of its own, which can be killed, frozen and started again. It listens on the same ports each time.
public final class ServiceProcess implements AutoCloseable {
    private final JvmProcess process;
    private final ServiceApi api;
    private final ServiceApi management;

    private ServiceProcess(JvmProcess process, int port, int managementPort) {
        this.process = process;
        this.api = new ServiceApi(port);
        this.management = new ServiceApi(managementPort);
    }

    /// Describes one; [#start] starts it.
    ///
    /// @param settings where its log is, and how much heap it has
    static ServiceProcess of(
            String name,
            Class<?> main,
            ClusterSettings settings,
            List<String> properties,
            String... more)
            throws IOException {
        int port = PortClaim.free();
        int managementPort = PortClaim.free();
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.port=" + port);
        arguments.add("--management.server.port=" + managementPort);
        arguments.addAll(properties);
        arguments.addAll(List.of(more));
        return new ServiceProcess(
                JvmProcess.of(
                        name,
                        main,
                        settings.logs().toAbsolutePath(),
                        List.of("-Xmx%dm".formatted(settings.heapMegabytes())),
                        arguments),
                port,
                managementPort);
    }

    /// Its API; without an answer while it is killed or frozen.
    public ServiceApi api() {
        return api;
    }

    /// Its management port, where its health and its metrics are.
    public ServiceApi management() {
        return management;
    }

    /// How many bytes of its heap are reachable, after a collection of all garbage.
    public long liveHeap() throws IOException {
        return process.liveHeap();
    }

    /// Starts it, and does not wait until it answers.
    void start() {
        process.start();
    }

    /// Kills what it has started, and leaves it itself alone.
    void killChildren() {
        process.killChildren();
    }

    /// Kills it by SIGKILL, frozen or not; it leaves nothing in order.
    void kill() {
        process.kill();
    }

    /// Ends it in order.
    void stop() {
        process.stop();
    }

    /// Stops it between two instructions; its connections stay open.
    void freeze() {
        process.freeze();
    }

    /// Lets a frozen one go on as if nothing had been.
    void wake() {
        process.wake();
    }

    /// Whether it has ended though nobody killed it.
    boolean hasDied() {
        return process.hasDied();
    }

    /// Starts it again if it ended though nobody ended it.
    ///
    /// @return whether it did
    boolean revive() {
        return process.revive();
    }

    @Override
    public void close() {
        process.close();
        api.close();
        management.close();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
