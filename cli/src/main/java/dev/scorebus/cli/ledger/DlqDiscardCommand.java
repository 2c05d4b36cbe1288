package dev.scorebus.cli.ledger;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `scorebus dlq discard`.
@Command(
        name = "discard",
        description = "Gives dead letters up for good. The reason stays in the ledger.")
public final class DlqDiscardCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();
    @Mixin private final LetterChoice choice = new LetterChoice();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "why, for the ledger")
    private String reason = "";

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        ObjectNode body = choice.body(spec);
        body.put("reason", reason);
        try (Api api = platform.api()) {
            choice.confirm(api, console, "discard");
            JsonNode done = api.post("/api/dead-letters/discard", body);
            int discarded = done.path("discarded").asInt();
            console.say(
                    discarded == 0
                            ? "Nothing was dead that fits."
                            : "%d discarded.".formatted(discarded));
            return (discarded == 0 ? ExitCode.NO : ExitCode.DONE).code();
        }
    }
}
