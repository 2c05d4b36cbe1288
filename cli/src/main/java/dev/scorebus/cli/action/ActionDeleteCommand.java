package dev.scorebus.cli.action;

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

/// `scorebus action delete`.
@Command(
        name = "delete",
        description =
                "Stops an action and forgets it; its topics, its position and its accounts stay.")
public final class ActionDeleteCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Mixin private final AuthorOptions author = new AuthorOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "the action's name")
    private String name = "";

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            api.delete("/api/actions/" + Api.encode(name) + author.query());
            console.say(
                    "Action %s has been deleted; its topics, its position and its accounts stay"
                            .formatted(name));
        }
        return ExitCode.DONE.code();
    }
}
