package dev.scorebus.cli.ledger;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.message.WireJson;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `scorebus loss acknowledge`.
@Command(
        name = "acknowledge",
        description =
                "Takes note of a loss, or of all that an action has now; the audit does not fail for it any more.")
public final class LossAcknowledgeCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();
    @Mixin private final SignatureOptions signature = new SignatureOptions();

    @Option(names = "--action", paramLabel = "NAME", required = true, description = "whose losses")
    private String action = "";

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    private static final class Which {
        @Option(
                names = "--all",
                required = true,
                description = "all that nobody has acknowledged; they are printed")
        private boolean all;

        @ArgGroup(exclusive = false)
        private @Nullable Place place;
    }

    private static final class Place {
        @Parameters(index = "0", paramLabel = "TOPIC", description = "the topic")
        private String topic = "";

        @Parameters(index = "1", paramLabel = "PARTITION", description = "the partition")
        private int partition;

        @Parameters(index = "2", paramLabel = "FROM", description = "the first lost offset")
        private long from;
    }

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            ArrayNode losses = WireJson.mapper().createArrayNode();
            Place place = which.place;
            if (place != null) {
                add(losses, place.topic, null, place.partition, place.from);
            } else if (which.all) {
                for (JsonNode node : LossListCommand.ask(api, action, true)) {
                    Loss loss = new Loss(node);
                    console.say(loss.text());
                    add(
                            losses,
                            loss.field("topic"),
                            loss.field("topicId"),
                            node.path("partition").asInt(0),
                            loss.lo());
                }
            }
            if (losses.isEmpty()) {
                KnownAction.require(api, action);
                console.say("There is nothing to acknowledge.");
                return ExitCode.DONE.code();
            }
            ObjectNode body = signature.body().put("action", action);
            body.set("losses", losses);
            JsonNode done = api.post("/api/losses/acknowledge", body);
            int acknowledged = done.path("acknowledged").asInt(0);
            console.say(
                    acknowledged == 0
                            ? "It was acknowledged before; what was noted first stays."
                            : "Acknowledged %d of %d.".formatted(acknowledged, losses.size()));
        }
        return ExitCode.DONE.code();
    }

    private static void add(
            ArrayNode losses, String topic, @Nullable String topicId, int partition, long lo) {
        ObjectNode place = losses.addObject().put("topic", topic);
        if (topicId != null) {
            place.put("topicId", topicId);
        }
        place.put("partition", partition).put("lo", lo);
    }
}
