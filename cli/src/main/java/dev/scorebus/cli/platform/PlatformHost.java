package dev.scorebus.cli.platform;

import dev.scorebus.cli.platform.Startup.Stage;
import dev.scorebus.local.LocalPlatform;
import dev.scorebus.local.LocalSettings;
import dev.scorebus.local.PortClaim;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Kafka, PostgreSQL and the four services inside this JVM. In production each service has a JVM of its own; here they
/// share one, each with its own configuration name, ports and database schema.
public final class PlatformHost implements AutoCloseable {
    private final PlatformHome home;
    private final Ports ports;
    private final Consumer<Stage> progress;
    private @Nullable LocalPlatform local;

    PlatformHost(PlatformHome home, Ports ports, Consumer<Stage> progress) {
        this.home = home;
        this.ports = ports;
        this.progress = progress;
    }

    /// Starts all of it, one after the other: in parallel nothing is gained on two cores.
    ///
    /// @throws dev.scorebus.local.PlatformStartException when a port is taken or the folder is in use
    synchronized void start() {
        boolean started = false;
        try {
            long begin = System.nanoTime();
            ports.claims().forEach(PortClaim::requireFree);
            LocalPlatform infrastructure =
                    LocalPlatform.start(
                            new LocalSettings(home.folder(), ports.kafka(), ports.postgres()));
            local = infrastructure;
            progress.accept(new Stage.Started("Kafka and PostgreSQL", millisSince(begin)));
            started = true;
            progress.accept(new Stage.Ready());
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private static long millisSince(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
    }

    /// Stops the services in reverse order, then Kafka and PostgreSQL.
    @Override
    public synchronized void close() {
        LocalPlatform infrastructure = local;
        if (infrastructure != null) {
            local = null;
            infrastructure.close();
        }
    }
}
