package dev.scorebus.cli.run;

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

/// `scorebus run restart`.
@Command(
        name = "restart",
        description = "Asks for the same training again, on the same version of the data set.")
public final class RunRestartCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(index = "0", paramLabel = "RUN", description = "the run's id; `run list` shows it")
    private String id = "";

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode run = api.post("/api/training-runs/%s/restart".formatted(Api.encode(id)), "");
            console.say(
                    "Run %s is %s; `./scorebus run list` shows how far it is"
                            .formatted(
                                    run.path("id").asString(""), run.path("state").asString("")));
        }
        return ExitCode.DONE.code();
    }
}
