package dev.scorebus.cli.batch;

import dev.scorebus.cli.http.Api;
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

/// `scorebus batch list`.
@Command(name = "list", description = "Lists batch and heal runs, newest first.")
public final class BatchListCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "only those that are queued, running, done, failed or cancelled")
    private @Nullable String state;

    @Option(names = "--action", paramLabel = "NAME", description = "of one action only")
    private @Nullable String action;

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
                            "/api/batch-runs?limit="
                                    + limit
                                    + (state == null ? "" : "&state=" + Api.encode(state))
                                    + (action == null ? "" : "&action=" + Api.encode(action)));
            if (json) {
                console.say(runs.toPrettyString());
            } else {
                Table table =
                        new Table(
                                "RUN",
                                "STATE",
                                "ACTION",
                                "SOURCE",
                                "DONE",
                                "OF",
                                "SUBMITTED",
                                "RESULT");
                runs.forEach(run -> row(table, run));
                table.print(console);
            }
        }
        return ExitCode.DONE.code();
    }

    private static void row(Table table, JsonNode run) {
        JsonNode at = run.path("progress");
        table.row(
                run.path("id").asString(""),
                run.path("state").asString(""),
                run.path("request").path("action").asString(""),
                source(run.path("request").path("source")),
                at.hasNonNull("done") ? at.path("done").asString("") : "-",
                at.hasNonNull("total") ? at.path("total").asString("") : "-",
                run.path("submittedAt").asString(""),
                run.hasNonNull("error")
                        ? run.path("error").asString("")
                        : at.isMissingNode() ? "-" : BatchWatch.counts(at));
    }

    /// What a run scores, in a word.
    static String source(JsonNode source) {
        if (source.hasNonNull("topic")) {
            return "topic " + source.path("topic").path("name").asString("");
        }
        return source.hasNonNull("dataSet")
                ? "data set " + source.path("dataSet").path("name").asString("")
                : "dead letters";
    }
}
