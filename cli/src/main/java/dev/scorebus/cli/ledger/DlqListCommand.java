package dev.scorebus.cli.ledger;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Table;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus dlq list`.
@Command(name = "list", description = "Lists the messages that failed for good, and why.")
public final class DlqListCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(names = "--action", paramLabel = "NAME", description = "of one action only")
    private @Nullable String action;

    @Mixin private final LetterFilter filter = new LetterFilter();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many, newest first (${DEFAULT-VALUE})")
    private int limit;

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode letters = api.get(path(action, limit) + filter.query());
            if (letters.isEmpty() && action != null) {
                KnownAction.require(api, action);
            }
            if (json) {
                console.say(letters.toPrettyString());
            } else if (letters.isEmpty()) {
                console.say("No dead letters.");
            } else {
                print(console, letters);
            }
        }
        return ExitCode.DONE.code();
    }

    /// Asks tracking-service.
    ///
    /// @param action one action, or all when absent
    /// @param limit how many at most, the newest first
    public static JsonNode ask(Api api, @Nullable String action, int limit) {
        return api.get(path(action, limit));
    }

    private static String path(@Nullable String action, int limit) {
        return "/api/dead-letters?limit="
                + limit
                + (action == null ? "" : "&action=" + Api.encode(action));
    }

    /// Writes them as an answer.
    public static void print(Console console, JsonNode letters) {
        Table table =
                new Table(
                        "AT", "ACTION", "IN", "MESSAGE", "EVENT", "ATTEMPT", "REPLAYS", "KIND",
                        "KEPT IN", "ERROR");
        for (JsonNode letter : letters) {
            table.row(
                    at(letter),
                    letter.path("action").asString(""),
                    letter.path("run").asString("stream"),
                    "%s %s %s"
                            .formatted(
                                    letter.path("topic").asString(""),
                                    letter.path("partition").asString(""),
                                    letter.path("offset").asString("")),
                    letter.path("eventId").asString("-"),
                    letter.path("attempt").asString(""),
                    letter.path("replays").asString("0"),
                    letter.path("kind").asString(""),
                    letter.path("deadLetterTopic").asString("-"),
                    letter.path("error").asString(""));
        }
        table.print(console);
    }

    private static String at(JsonNode letter) {
        String at = letter.path("at").asString("-");
        int fraction = at.indexOf('.');
        return fraction < 0 ? at : at.substring(0, fraction) + "Z";
    }
}
