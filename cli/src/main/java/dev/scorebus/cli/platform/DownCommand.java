package dev.scorebus.cli.platform;

import dev.scorebus.cli.terminal.Console;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus down`.
@Command(name = "down", description = "Stops the platform of this machine; its data stays.")
public final class DownCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final HomeOption platform = new HomeOption();

    @Override
    public Integer call() throws IOException {
        Console console = Console.of(spec);
        long begin = System.nanoTime();
        console.say(
                switch (new PlatformStop(platform.home()).stop()) {
                    case STOPPED -> "The platform has stopped after " + Console.secondsSince(begin);
                    case KILLED ->
                            "The platform did not stop in time and was killed; what was committed is kept";
                    case SWEPT -> "The platform had died; what it left running has been stopped";
                    case NOTHING -> "No platform runs on " + platform.home().folder();
                });
        return 0;
    }
}
