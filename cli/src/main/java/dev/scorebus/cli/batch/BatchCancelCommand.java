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
import tools.jackson.databind.JsonNode;

/// `scorebus batch cancel`.
@Command(
        name = "cancel",
        description =
                "Cancels a batch or heal run: at once while it is queued, after its current page while it runs. What was committed stays.")
public final class BatchCancelCommand implements Callable<Integer> {
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
            JsonNode run = api.delete("/api/batch-runs/" + Api.encode(id));
            console.say(
                    "Run %s %s"
                            .formatted(
                                    id,
                                    run.path("state").asString("").equals("cancelled")
                                            ? "is cancelled"
                                            : "ends after its current page"));
        }
        return ExitCode.DONE.code();
    }
}
