package dev.scorebus.cli.action;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus action history`.
@Command(
        name = "history",
        description =
                "Lists every change of an action: who made it, when and why; --json shows what.")
public final class ActionHistoryCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "the action's name; it may have been deleted")
    private String name = "";

    @Option(names = "--json", description = "as one JSON document, with the action at each change")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode changes = api.get("/api/actions/" + Api.encode(name) + "/history");
            if (json) {
                console.say(changes.toPrettyString());
            } else if (changes.isEmpty()) {
                console.say(
                        "Action %s has not been changed since changes are kept.".formatted(name));
            } else {
                Table table = new Table("REVISION", "AT", "WHAT", "WHO", "REASON");
                for (JsonNode change : changes) {
                    table.row(
                            change.path("revision").asString(""),
                            change.path("at").asString("").replaceFirst("\\.[0-9]+Z$", "Z"),
                            change.path("what").asString(""),
                            change.path("who").asString("-"),
                            change.path("reason").asString("-"));
                }
                table.print(console);
            }
        }
        return ExitCode.DONE.code();
    }
}
