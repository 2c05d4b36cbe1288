package dev.scorebus.cli.model;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Table;
import dev.scorebus.message.WireJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// `scorebus data-set list`.
@Command(
        name = "list",
        description = "Lists data sets by name with all their versions, newest first.")
public final class DataSetListCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            ArrayNode versions = WireJson.mapper().createArrayNode();
            for (JsonNode newest : api.get("/api/data-sets")) {
                String path = "/api/data-sets/" + Api.encode(newest.path("name").asString(""));
                api.get(path).forEach(versions::add);
            }
            if (json) {
                console.say(versions.toPrettyString());
            } else {
                Table table = new Table("NAME", "VERSION", "ROWS", "REGISTERED");
                for (JsonNode version : versions) {
                    table.row(
                            version.path("name").asString(""),
                            Training.shorten(version.path("version").asString("")),
                            version.path("rows").asString(""),
                            version.path("registeredAt").asString(""));
                }
                table.print(console);
            }
        }
        return ExitCode.DONE.code();
    }
}
