package dev.scorebus.cli.ledger;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `scorebus dlq replay`.
@Command(
        name = "replay",
        description =
                "Sends dead letters through their action again, each once. What has no record any more, and what was replayed too often, stays dead.")
public final class DlqReplayCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();
    @Mixin private final LetterChoice choice = new LetterChoice();

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the ledger")
    private @Nullable String reason;

    @Option(
            names = "--force",
            description = "also what was replayed as often as the settings allow")
    private boolean force;

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        ObjectNode body = choice.body(spec);
        if (reason != null) {
            body.put("reason", reason);
        }
        body.put("force", force);
        try (Api api = platform.api()) {
            choice.confirm(api, console, "replay");
            JsonNode done = api.post("/api/dead-letters/replay", body);
            if (json) {
                console.say(done.toPrettyString());
            } else {
                console.say(
                        "%d replayed; `scorebus trace` tells what becomes of each"
                                .formatted(done.path("replayed").asInt()));
                for (JsonNode refused : done.path("refused")) {
                    console.say(
                            "  %s %s %s stays as it is: %s"
                                    .formatted(
                                            refused.path("topic").asString(""),
                                            refused.path("partition").asString(""),
                                            refused.path("offset").asString(""),
                                            refused.path("why").asString("")));
                }
            }
            return (done.path("refused").isEmpty() ? ExitCode.DONE : ExitCode.NO).code();
        }
    }
}
