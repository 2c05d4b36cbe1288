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

/// `scorebus action resume`.
@Command(name = "resume", description = "Has a paused action go on where it stopped.")
public final class ActionResumeCommand implements Callable<Integer> {
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
                            "/api/actions/" + Api.encode(name) + "/resume" + author.query(),
                            WireJson.mapper().createObjectNode());
            console.say(
                    "Action %s goes on where it stopped, at revision %s"
                            .formatted(name, view.path("revision").asString("?")));
        }
        return ExitCode.DONE.code();
    }
}
