package dev.scorebus.cli.run;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.model.Training;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Table;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus run list`.
@Command(name = "list", description = "Lists training runs, newest first.")
public final class RunListCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "only those that are queued, running, trained, failed or cancelled")
    private @Nullable String state;

    @Option(names = "--model", paramLabel = "NAME", description = "of one model only")
    private @Nullable String model;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many (${DEFAULT-VALUE})")
    private int limit;

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode runs =
                    api.get(
                            "/api/training-runs?limit="
                                    + limit
                                    + (state == null ? "" : "&state=" + Api.encode(state))
                                    + (model == null ? "" : "&model=" + Api.encode(model)));
            if (json) {
                console.say(runs.toPrettyString());
            } else {
                Table table = new Table("RUN", "STATE", "MODEL", "CUSTOMER", "SUBMITTED", "RESULT");
                for (JsonNode run : runs) {
                    table.row(
                            run.path("id").asString(""),
                            run.path("state").asString(""),
                            run.path("request").path("model").asString(""),
                            run.path("request").path("customer").asString("-"),
                            run.path("submittedAt").asString(""),
                            run.hasNonNull("error")
                                    ? run.path("error").asString("")
                                    : Training.shorten(run.path("modelVersion").asString("-")));
                }
                table.print(console);
            }
        }
        return ExitCode.DONE.code();
    }
}
