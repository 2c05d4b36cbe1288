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

/// `scorebus loss list`.
@Command(
        name = "list",
        description = "Lists what was lost, the oldest first, and who has taken note of it.")
public final class LossListCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(names = "--action", paramLabel = "NAME", description = "of one action only")
    private @Nullable String action;

    @Option(names = "--open", description = "only what nobody has acknowledged")
    private boolean open;

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode losses = ask(api, action, open);
            if (losses.isEmpty() && action != null) {
                KnownAction.require(api, action);
            }
            if (json) {
                console.say(losses.toPrettyString());
            } else if (losses.isEmpty()) {
                console.say(open ? "No losses that nobody has acknowledged." : "No losses.");
            } else {
                print(console, losses);
            }
        }
        return ExitCode.DONE.code();
    }

    /// Asks tracking-service.
    ///
    /// @param action one action, or all when absent
    /// @param open whether those that someone has acknowledged are left out
    static JsonNode ask(Api api, @Nullable String action, boolean open) {
        return api.get(
                "/api/losses?limit=10000"
                        + (open ? "&acknowledged=false" : "")
                        + (action == null ? "" : "&action=" + Api.encode(action)));
    }

    private static void print(Console console, JsonNode losses) {
        Table table =
                new Table(
                        "AT",
                        "ACTION",
                        "TOPIC",
                        "PARTITION",
                        "FROM",
                        "TO",
                        "OFFSETS",
                        "ACKNOWLEDGED",
                        "REASON");
        for (JsonNode node : losses) {
            Loss loss = new Loss(node);
            JsonNode note = node.path("acknowledged");
            table.row(
                    loss.at(),
                    loss.field("action"),
                    loss.field("topic"),
                    loss.field("partition"),
                    loss.lo(),
                    loss.hi(),
                    loss.hi() - loss.lo(),
                    note.isMissingNode()
                            ? "no"
                            : "%s: %s"
                                    .formatted(
                                            note.path("who").asString(""),
                                            note.path("reason").asString("")),
                    loss.field("reason"));
        }
        table.print(console);
    }
}
