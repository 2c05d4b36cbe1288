package dev.scorebus.cli.model;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus model list`.
@Command(name = "list", description = "Lists model versions with their aliases, newest first.")
public final class ModelListCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "one model's only")
    private @Nullable String name;

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode models =
                    api.get(name == null ? "/api/models" : "/api/models/" + Api.encode(name));
            if (json) {
                console.say(models.toPrettyString());
            } else {
                Table table = new Table("MODEL", "CUSTOMER", "VERSION", "ALIASES", "REGISTERED");
                for (JsonNode registered : models) {
                    JsonNode model = registered.path("model");
                    List<String> aliases = new ArrayList<>();
                    registered.path("aliases").forEach(alias -> aliases.add(alias.asString("")));
                    table.row(
                            model.path("name").asString(""),
                            model.path("customer").asString("-"),
                            Training.shorten(model.path("version").asString("")),
                            aliases.isEmpty() ? "-" : String.join(", ", aliases),
                            registered.path("registeredAt").asString(""));
                }
                table.print(console);
            }
        }
        return ExitCode.DONE.code();
    }
}
