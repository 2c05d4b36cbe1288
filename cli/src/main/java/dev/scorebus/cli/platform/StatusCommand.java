package dev.scorebus.cli.platform;

import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.message.WireJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `scorebus status`.
@Command(
        name = "status",
        description =
                "Shows what runs: services, actions and their lag. Exit code 3 when it does not.")
public final class StatusCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        PlatformStatus status = PlatformStatus.of(platform.home(), platform.ports());
        if (json) {
            console.say(
                    WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(status));
        } else {
            status.print(console);
        }
        return status.ready() ? ExitCode.DONE.code() : ExitCode.NOT_RUNNING.code();
    }
}
