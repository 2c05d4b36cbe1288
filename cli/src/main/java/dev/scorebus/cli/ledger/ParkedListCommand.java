package dev.scorebus.cli.ledger;

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
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus parked list`.
@Command(
        name = "list",
        description =
                "Lists what is parked, the oldest first, and why; --json shows the events themselves.")
public final class ParkedListCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(names = "--accepted", description = "instead what was accepted, by whom and why")
    private boolean accepted;

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode events = api.get("/api/parked?limit=10000&accepted=" + accepted);
            if (json) {
                console.say(events.toPrettyString());
            } else if (events.isEmpty()) {
                console.say(accepted ? "Nothing was accepted." : "Nothing is parked.");
            } else {
                print(console, events);
            }
        }
        return ExitCode.DONE.code();
    }

    private static void print(Console console, JsonNode events) {
        Table table =
                new Table("PARTITION", "OFFSET", "WHY", "GROUP", "FRONTIER", "ACCEPTED", "DETAIL");
        for (JsonNode event : events) {
            JsonNode note = event.path("accepted");
            table.row(
                    event.path("told").path("partition").asString(""),
                    event.path("told").path("offset").asString(""),
                    event.path("why").asString(""),
                    event.path("group").asString("-"),
                    event.has("partition")
                            ? event.path("topic").asString(event.path("topicId").asString(""))
                                    + "-"
                                    + event.path("partition").asString("")
                            : "-",
                    note.isMissingNode()
                            ? "no"
                            : "%s: %s"
                                    .formatted(
                                            note.path("who").asString(""),
                                            note.path("reason").asString("")),
                    event.path("detail").asString(""));
        }
        table.print(console);
    }
}
