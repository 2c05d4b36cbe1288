package dev.scorebus.cli.action;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus action list`.
@Command(name = "list", description = "Lists actions and how each is doing.")
public final class ActionListCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode actions = api.get("/api/actions");
            if (json) {
                console.say(actions.toPrettyString());
            } else {
                Table table = new Table("ACTION", "STATE", "MODE", "READS", "WRITES");
                for (JsonNode view : actions) {
                    JsonNode action = view.path("action");
                    table.row(
                            view.path("name").asString(""),
                            view.path("status").path("state").asString(""),
                            action.path("mode")
                                    .asString("")
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '-'),
                            topics(action.path("input").path("topics")),
                            outputs(action.path("outputs")));
                }
                table.print(console);
            }
        }
        return ExitCode.DONE.code();
    }

    private static String topics(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(topic -> names.add(topic.asString("")));
        return names.isEmpty() ? "-" : String.join(", ", names);
    }

    /// Topics by their names; other outputs as the command line of `batch start` names them.
    private static String outputs(JsonNode list) {
        List<String> names = new ArrayList<>();
        for (JsonNode output : list) {
            String name = output.path("topic").asString("");
            for (Map.Entry<String, JsonNode> kind : output.properties()) {
                JsonNode at = kind.getValue();
                name =
                        switch (kind.getKey()) {
                            case "postgres" ->
                                    "postgres:%s/%s"
                                            .formatted(
                                                    at.path("connection").asString(""),
                                                    at.path("table").asString(""));
                            case "webhook" -> "webhook:" + at.path("url").asString("");
                            case "file" -> "file:" + at.path("path").asString("");
                            default -> name;
                        };
            }
            names.add(name);
        }
        return names.isEmpty() ? "-" : String.join(", ", names);
    }
}
