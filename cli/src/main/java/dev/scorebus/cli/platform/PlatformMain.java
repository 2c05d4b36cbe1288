package dev.scorebus.cli.platform;

import dev.scorebus.cli.platform.Startup.Stage;
import dev.scorebus.local.PlatformStartException;
import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/// The process in which a laptop's platform lives; [PlatformLauncher] starts it.
public final class PlatformMain {
    private PlatformMain() {}

    /// @param arguments the folder, the [Ports] as JSON, and `background` to leave the session of whoever started it
    static void main(String[] arguments) throws Throwable {
        PlatformHome home = new PlatformHome(Path.of(arguments[0]));
        Ports ports = WireJson.mapper().readValue(arguments[1], Ports.class);
        if (arguments.length > 2) {
            OwnSession.begin();
        }
        setUpLog();
        Startup startup = new Startup(home.startup());
        PlatformHost host = new PlatformHost(home, ports, startup::say);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(host, home), "stop"));
        home.record(RunningPlatform.thisProcess(ports));
        // Not on the main thread, whose uncaught failures Spring Boot takes for itself.
        Thread starter = new Thread(host::start, "start");
        starter.setUncaughtExceptionHandler((_, failure) -> giveUp(startup, failure));
        starter.start();
    }

    /// Kafka and PostgreSQL log before Spring Boot sets up the log, by the same file; Spring Boot wants to hear of it by its
    /// own property only.
    private static void setUpLog() {
        LoggerFactory.getILoggerFactory();
        System.clearProperty("logback.configurationFile");
    }

    private static void stop(PlatformHost host, PlatformHome home) {
        host.close();
        try {
            home.forget();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void giveUp(Startup startup, Throwable failure) {
        failure.printStackTrace();
        startup.say(new Stage.Failed(reason(failure)));
        System.exit(1);
    }

    /// The failure in words for a person: the first cause that was written for one, else the innermost; whoever could not listen
    /// says on which port.
    static String reason(Throwable failure) {
        Throwable cause = failure;
        Throwable above = failure;
        while (!(cause instanceof PlatformStartException) && cause.getCause() != null) {
            above = cause;
            cause = cause.getCause();
        }
        return switch (cause) {
            case PlatformStartException expected -> expected.what() + "\n" + expected.todo();
            case BindException _ -> above.toString();
            default -> cause.toString();
        };
    }
}
