package dev.scorebus.cli.batch;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `scorebus batch restart`.
@Command(
        name = "restart",
        description =
                "Asks for the same run again, from its beginning. A run whose worker went away needs no restart: it goes on by itself.")
public final class BatchRestartCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "the run's id; `batch list` shows it")
    private String id = "";

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            new BatchWatch(api, console)
                    .detached(api.post("/api/batch-runs/%s/restart".formatted(Api.encode(id)), ""));
        }
        return ExitCode.DONE.code();
    }
}
