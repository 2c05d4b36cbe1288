package dev.scorebus.cli.platform;

import java.io.IOException;
import java.nio.file.Path;

/// A whole platform in the JVM of a test, found by commands that are given its folder.
public final class HostedPlatform implements AutoCloseable {
    private final PlatformHome home;
    private final PlatformHost host;

    /// Starts it on free ports.
    public HostedPlatform(Path folder) throws IOException {
        home = new PlatformHome(folder);
        home.make();
        Ports ports = Ports.free();
        host = new PlatformHost(home, ports, _ -> {});
        host.start();
        home.record(RunningPlatform.thisProcess(ports));
    }

    @Override
    public void close() throws IOException {
        home.forget();
        host.close();
    }
}
