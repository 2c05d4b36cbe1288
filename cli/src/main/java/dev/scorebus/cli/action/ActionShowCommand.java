package dev.scorebus.cli.action;

import dev.scorebus.action.Action;
import dev.scorebus.action.ActionFile;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.message.WireJson;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus action show`.
@Command(name = "show", description = "Shows an action as a file, and how it is doing.")
public final class ActionShowCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "the action's name")
    private String name = "";

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode view = api.get("/api/actions/" + Api.encode(name));
            if (json) {
                console.say(view.toPrettyString());
            } else {
                print(console, view, lag(api, ActionState.of(view)));
            }
        }
        return ExitCode.DONE.code();
    }

    /// Nobody reads for an action that is paused, but the ledger knows what waits.
    private static String lag(Api api, ActionState state) {
        if (!state.isPaused()) {
            return ", lag " + state.lag();
        }
        Api.Seen frontiers = api.look("/api/frontiers");
        return frontiers.well() ? ", lag " + ActionState.lag(frontiers.body(), state.name()) : "";
    }

    private static void print(Console console, JsonNode view, String lag) {
        if (view.path("action").isObject()) {
            Action action = WireJson.mapper().treeToValue(view.path("action"), Action.class);
            console.say(ActionFile.write(action).stripTrailing());
        }
        if (view.has("revision")) {
            console.say("# revision " + view.path("revision").asString("") + changed(view));
        }
        ActionState state = ActionState.of(view);
        console.say(
                "# %s%s%s".formatted(state.state(), state.why().map(": "::concat).orElse(""), lag));
        int instances = view.path("instances").asInt(0);
        if (instances > 1) {
            console.say("# on %d instances".formatted(instances));
        }
        JsonNode status = view.path("status");
        if (status.has("perSecond")) {
            console.say(
                    String.format(
                            Locale.ROOT,
                            "# %.1f messages a second over the last minute",
                            status.path("perSecond").asDouble(0)));
        }
        JsonNode trouble = status.path("trouble");
        if (trouble.isObject()) {
            console.say(
                    "# first error since it last worked, at %s: %s (%s in all)"
                            .formatted(
                                    trouble.path("since").asString(""),
                                    trouble.path("firstError").asString(""),
                                    trouble.path("errors").asString("")));
        }
        state.earlierError().ifPresent(error -> console.say("# last error: " + error));
    }

    private static String changed(JsonNode view) {
        return view.has("changedAt")
                ? ", by %s at %s"
                        .formatted(
                                view.path("changedBy").asString("someone unnamed"),
                                view.path("changedAt").asString(""))
                : "";
    }
}
