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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus dlq show`.
@Command(name = "show", description = "Shows one dead letter with its payload and its headers.")
public final class DlqShowCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(index = "0", paramLabel = "TOPIC", description = "where it was read first")
    private String topic = "";

    @Parameters(index = "1", paramLabel = "PARTITION", description = "its partition there")
    private int partition;

    @Parameters(index = "2", paramLabel = "OFFSET", description = "its offset there")
    private long offset;

    @Option(
            names = "--action",
            paramLabel = "NAME",
            description = "for which action, when it is dead for several")
    private @Nullable String action;

    @Option(names = "--run", paramLabel = "WHERE", description = LetterChoice.WHERE)
    private @Nullable String run;

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode found =
                    api.get(
                            "/api/dead-letters/%s/%d/%d?%s%s"
                                    .formatted(
                                            Api.encode(topic),
                                            partition,
                                            offset,
                                            action == null ? "" : "action=" + Api.encode(action),
                                            run == null ? "" : "&run=" + Api.encode(run)));
            if (json) {
                console.say(found.toPrettyString());
            } else {
                print(console, found);
            }
        }
        return ExitCode.DONE.code();
    }

    private static void print(Console console, JsonNode found) {
        JsonNode letter = found.path("letter");
        console.say(
                "%s %s %s, action %s%s: died at %s, attempt %s, replayed %s times"
                        .formatted(
                                text(letter, "topic"),
                                text(letter, "partition"),
                                text(letter, "offset"),
                                text(letter, "action"),
                                letter.hasNonNull("run") ? ", run " + text(letter, "run") : "",
                                text(letter, "at"),
                                text(letter, "attempt"),
                                text(letter, "replays")));
        console.say(
                "  %s: %s%s"
                        .formatted(
                                text(letter, "kind"),
                                text(letter, "error"),
                                letter.hasNonNull("errorClass")
                                        ? " (%s)".formatted(text(letter, "errorClass"))
                                        : ""));
        JsonNode copy = found.path("copy");
        if (!copy.isObject()) {
            console.say("  its payload is missing: " + text(found, "missing"));
            return;
        }
        console.say(
                "  kept in %s-%s at offset %s"
                        .formatted(
                                text(copy, "topic"),
                                text(copy, "partition"),
                                text(copy, "offset")));
        for (JsonNode header : copy.path("headers")) {
            console.say("  %s: %s".formatted(text(header, "name"), content(header.path("value"))));
        }
        console.say("  key: " + content(copy.path("key")));
        console.say("  payload: " + content(copy.path("payload")));
    }

    private static String content(JsonNode content) {
        return content.has("text")
                ? text(content, "text")
                : content.has("base64") ? text(content, "base64") + " (Base64)" : "none";
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
