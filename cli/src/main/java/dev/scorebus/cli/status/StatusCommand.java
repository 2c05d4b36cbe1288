package dev.scorebus.cli.status;

import dev.scorebus.cli.platform.PlatformOptions;
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
                "Shows what runs: services, Kafka, PostgreSQL, actions, their lag and why one does not run. Exit code 3 when a service is not ready, 1 when an action has failed.")
public final class StatusCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        PlatformStatus status = PlatformStatus.of(platform.place());
        if (json) {
            console.say(
                    WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(status));
        } else {
            status.print(console);
        }
        if (!status.ready()) {
            return ExitCode.NOT_RUNNING.code();
        }
        return (status.hasFailedAction() ? ExitCode.NO : ExitCode.DONE).code();
    }
}
