package dev.scorebus.cli.platform;

import dev.scorebus.cli.terminal.Console;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `scorebus up`.
@Command(
        name = "up",
        description = "Starts Kafka, PostgreSQL and the four services on this machine.")
public final class UpCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final HomeOption platform = new HomeOption();
    @Mixin private final PortOptions ports = new PortOptions();

    @Option(
            names = "--foreground",
            description = "stay in this terminal, log to it, and stop with Ctrl-C")
    private boolean foreground;

    @Override
    public Integer call() throws IOException {
        Console console = Console.of(spec);
        PlatformHome home = platform.home();
        Optional<RunningPlatform> running = home.running();
        if (running.isPresent()) {
            console.say(
                    "The platform runs already: process %d, %s"
                            .formatted(
                                    running.get().pid(),
                                    Ports.url(running.get().ports().gateway())));
            return 0;
        }
        PlatformLauncher launcher = new PlatformLauncher(home, console);
        if (foreground) {
            return launcher.runInForeground(ports.ports());
        }
        long begin = System.nanoTime();
        RunningPlatform started = launcher.startInBackground(ports.ports());
        console.say(
                "The platform is ready after %s: process %d, %s"
                        .formatted(
                                Console.secondsSince(begin),
                                started.pid(),
                                Ports.url(started.ports().gateway())));
        console.say("Log: %s".formatted(home.log()));
        return 0;
    }
}
