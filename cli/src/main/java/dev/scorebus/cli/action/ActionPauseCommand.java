package dev.scorebus.cli.action;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.message.WireJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus action pause`.
@Command(
        name = "pause",
        description =
                "Has an action read nothing until it is resumed, on every instance and after every restart.")
public final class ActionPauseCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();
    @Mixin private final AuthorOptions author = new AuthorOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "the action's name")
    private String name = "";

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode view =
                    api.post(
                            "/api/actions/" + Api.encode(name) + "/pause" + author.query(),
                            WireJson.mapper().createObjectNode());
            console.say(
                    "Action %s is %s"
                            .formatted(
                                    name, view.path("status").path("reason").asString("paused")));
            if (author.differs(view.path("paused"))) {
                console.say(
                        "It was paused before, so that your reason is not kept; resume it first to pause it anew.");
            }
        }
        return ExitCode.DONE.code();
    }
}
