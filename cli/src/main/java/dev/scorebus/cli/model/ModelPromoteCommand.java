package dev.scorebus.cli.model;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.message.WireJson;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `scorebus model promote`.
@Command(
        name = "promote",
        description = "Moves an alias of a model to a version, by compare-and-set.")
public final class ModelPromoteCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "the model's name")
    private String name = "";

    @Parameters(
            index = "1",
            paramLabel = "VERSION",
            description = "the version, or the first 6 characters of it or more")
    private String version = "";

    @Option(
            names = "--alias",
            paramLabel = "ALIAS",
            defaultValue = "champion",
            description = "which alias (${DEFAULT-VALUE})")
    private String alias = "";

    @Option(names = "--customer", paramLabel = "NAME", description = "the model of a customer")
    private @Nullable String customer;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            String path =
                    "/api/models/%s/aliases/%s%s"
                            .formatted(
                                    Api.encode(name),
                                    Api.encode(alias),
                                    customer == null ? "" : "?customer=" + Api.encode(customer));
            Optional<String> before =
                    api.find(path).map(standing -> standing.path("version").asString(""));
            ObjectNode move = WireJson.mapper().createObjectNode().put("version", version);
            before.ifPresent(standing -> move.put("expected", standing));
            JsonNode after = api.put(path, move);
            String now = after.path("version").asString("");
            console.say(
                    before.filter(now::equals).isPresent()
                            ? "%s of model %s names %s already"
                                    .formatted(alias, name, Training.shorten(now))
                            : "%s of model %s names %s now, before: %s"
                                    .formatted(
                                            alias,
                                            name,
                                            Training.shorten(now),
                                            before.map(Training::shorten).orElse("nothing")));
        }
        return ExitCode.DONE.code();
    }
}
