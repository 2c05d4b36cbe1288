package dev.scorebus.cli.batch;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus batch show`.
@Command(
        name = "show",
        description =
                "Shows one batch or heal run: what it reads, how far it is, what it waits for.")
public final class BatchShowCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "the run's id; `batch list` shows it")
    private String id = "";

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Option(names = "--watch", description = "stays until the run ends")
    private boolean watch;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode run = api.get("/api/batch-runs/" + Api.encode(id));
            if (watch) {
                new BatchWatch(api, console).toItsEnd(run);
            } else if (json) {
                console.say(run.toPrettyString());
            } else {
                print(console, run);
            }
        }
        return ExitCode.DONE.code();
    }

    private static void print(Console console, JsonNode run) {
        JsonNode at = run.path("progress");
        console.say(
                "run %s of action %s over %s: %s"
                        .formatted(
                                run.path("id").asString(""),
                                run.path("request").path("action").asString(""),
                                BatchListCommand.source(run.path("request").path("source")),
                                run.path("state").asString("")));
        for (JsonNode range : run.path("plan").path("ranges")) {
            console.say(
                    "  partition %s: offsets %s to %s"
                            .formatted(
                                    range.path("partition").asString(""),
                                    range.path("from").asString(""),
                                    range.path("to").asString("")));
        }
        if (!at.isMissingNode()) {
            console.say(
                    "  %s of %s, %s/s: %s"
                            .formatted(
                                    at.path("done").asString("0"),
                                    at.path("total").asString("?"),
                                    BatchWatch.rate(at),
                                    BatchWatch.counts(at)));
        }
        for (String why : new String[] {"note", "error"}) {
            if (run.hasNonNull(why)) {
                console.say("  %s: %s".formatted(why, run.path(why).asString("")));
            }
        }
    }
}
