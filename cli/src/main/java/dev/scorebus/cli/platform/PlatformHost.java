package dev.scorebus.cli.platform;

import dev.scorebus.cli.platform.Startup.Stage;
import dev.scorebus.gateway.GatewayMain;
import dev.scorebus.local.LocalPlatform;
import dev.scorebus.local.LocalSettings;
import dev.scorebus.local.PortClaim;
import dev.scorebus.score.ScoreMain;
import dev.scorebus.tracking.TrackingMain;
import dev.scorebus.train.TrainMain;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/// Kafka, PostgreSQL and the four services inside this JVM. In production each service has a JVM of its own; here they
/// share one, each with its own configuration name, ports and database schema.
public final class PlatformHost implements AutoCloseable {
    private final PlatformHome home;
    private final Ports ports;
    private final Consumer<Stage> progress;
    private final Deque<ConfigurableApplicationContext> services = new ArrayDeque<>();
    private @Nullable LocalPlatform local;

    PlatformHost(PlatformHome home, Ports ports, Consumer<Stage> progress) {
        this.home = home;
        this.ports = ports;
        this.progress = progress;
    }

    /// Starts all of it: the gateway, which needs nothing, while Kafka and PostgreSQL start; then the others one after the other,
    /// which leaves no core idle on two.
    ///
    /// @throws dev.scorebus.local.PlatformStartException when a port is taken or the folder is in use
    synchronized void start() {
        boolean started = false;
        try {
            ports.claims().forEach(PortClaim::requireFree);
            FutureTask<LocalPlatform> below = new FutureTask<>(this::startInfrastructure);
            Thread.ofPlatform().name("kafka-and-postgres").start(below);
            try {
                run("gateway-service", GatewayMain.application(), ports.gateway(), gateway());
            } finally {
                local = result(below);
            }
            LocalPlatform infrastructure = Objects.requireNonNull(local);
            run("train-service", TrainMain.application(), ports.train(), train(infrastructure));
            run("score-service", ScoreMain.application(), ports.score(), score(infrastructure));
            run(
                    "tracking-service",
                    TrackingMain.application(),
                    ports.tracking(),
                    stores(infrastructure));
            services.push(services.removeLast());
            started = true;
            progress.accept(new Stage.Ready());
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private LocalPlatform startInfrastructure() {
        long begin = System.nanoTime();
        LocalPlatform infrastructure =
                LocalPlatform.start(
                        new LocalSettings(home.folder(), ports.kafka(), ports.postgres()));
        progress.accept(new Stage.Started("Kafka and PostgreSQL", millisSince(begin)));
        return infrastructure;
    }

    private static LocalPlatform result(FutureTask<LocalPlatform> started) {
        try {
            return started.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("Kafka and PostgreSQL did not start", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "Interrupted while Kafka and PostgreSQL were started", e);
        }
    }

    private void run(
            String name, SpringApplicationBuilder application, int port, List<String> settings) {
        long begin = System.nanoTime();
        ServiceName.begin(name);
        List<String> arguments = new ArrayList<>(settings);
        arguments.add("--server.port=" + port);
        arguments.add("--management.server.port=" + ports.management(port));
        arguments.add("--spring.cloud.gateway.server.webmvc.enabled=true");
        arguments.add("--spring.cloud.gateway.server.webmvc.form-filter.enabled=false");
        arguments.add(
                "--spring.cloud.gateway.server.webmvc.weight-calculator-filter.enabled=false");
        arguments.add("--spring.jmx.enabled=false");
        arguments.add("--spring.main.banner-mode=off");
        arguments.add("--spring.main.register-shutdown-hook=false");
        arguments.add("--spring.lifecycle.timeout-per-shutdown-phase=3s");
        try {
            services.push(
                    application.registerShutdownHook(false).run(arguments.toArray(String[]::new)));
        } finally {
            ServiceName.end();
        }
        progress.accept(new Stage.Started(name, millisSince(begin)));
    }

    private static List<String> stores(LocalPlatform infrastructure) {
        return List.of(
                "--spring.kafka.bootstrap-servers=" + infrastructure.bootstrapServers(),
                "--spring.datasource.url=" + infrastructure.jdbcUrl(LocalPlatform.DATABASE),
                "--spring.datasource.username=" + infrastructure.user(),
                "--spring.datasource.password=" + infrastructure.password());
    }

    private List<String> train(LocalPlatform infrastructure) {
        List<String> settings = new ArrayList<>(stores(infrastructure));
        settings.add("--scorebus.train.home=" + folder("train"));
        settings.add("--scorebus.train.programs.folder=" + home.programs());
        settings.add(environment("scorebus.train.programs.environment"));
        return settings;
    }

    private List<String> score(LocalPlatform infrastructure) {
        String local = "--scorebus.score.connections.local.";
        return List.of(
                "--spring.kafka.bootstrap-servers=" + infrastructure.bootstrapServers(),
                local + "url=" + infrastructure.jdbcUrl(LocalPlatform.DATABASE),
                local + "username=" + infrastructure.user(),
                local + "password=" + infrastructure.password(),
                local + "schema=scores",
                "--scorebus.score.models.cache=" + folder("score"),
                "--scorebus.score.programs.folder=" + home.programs(),
                environment("scorebus.score.programs.environment"),
                "--scorebus.score.artefacts=" + Ports.url(ports.train()),
                "--scorebus.score.ledger=" + Ports.url(ports.tracking()));
    }

    private static String environment(String setting) {
        return PlatformOptions.programEnvironment().entrySet().stream()
                .map(each -> "--%s[%s]=%s".formatted(setting, each.getKey(), each.getValue()))
                .findFirst()
                .orElseThrow();
    }

    private List<String> gateway() {
        return List.of(
                "--scorebus.gateway.upstreams.score=" + Ports.url(ports.score()),
                "--scorebus.gateway.upstreams.train=" + Ports.url(ports.train()),
                "--scorebus.gateway.upstreams.tracking=" + Ports.url(ports.tracking()));
    }

    private Path folder(String name) {
        return home.folder().resolve(name);
    }

    private static long millisSince(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
    }

    /// Stops the services, the gateway first and the others in reverse order, then Kafka and PostgreSQL.
    @Override
    public synchronized void close() {
        while (!services.isEmpty()) {
            services.pop().close();
        }
        LocalPlatform infrastructure = local;
        if (infrastructure != null) {
            // The broker's own clients complain of each other while it goes down.
            LoggingSystem.get(PlatformHost.class.getClassLoader())
                    .setLogLevel("org.apache.kafka.clients.NetworkClient", LogLevel.ERROR);
            local = null;
            infrastructure.close();
        }
    }
}
