package dev.scorebus.cli.ledger;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus trace`.
@Command(
        name = "trace",
        description =
                "Tells what became of one message: TOPIC PARTITION OFFSET, or --id of its CloudEvent.")
public final class TraceCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "TOPIC", description = "its topic")
    private @Nullable String topic;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PARTITION",
            description = "its partition")
    private @Nullable Integer partition;

    @Parameters(index = "2", arity = "0..1", paramLabel = "OFFSET", description = "its offset")
    private @Nullable Long offset;

    @Option(names = "--id", paramLabel = "ID", description = "the id of its CloudEvent")
    private @Nullable String id;

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        String path = path();
        try (Api api = platform.api()) {
            JsonNode answer = api.get(path);
            List<JsonNode> messages = new ArrayList<>();
            if (id == null) {
                messages.add(answer);
            } else {
                answer.path("messages").forEach(messages::add);
            }
            if (json) {
                console.say(answer.toPrettyString());
            } else {
                messages.forEach(message -> new MessageStory(message).print(console));
                printDoubts(console, answer, messages);
            }
            boolean found =
                    messages.stream().anyMatch(message -> new MessageStory(message).exists());
            return (found ? ExitCode.DONE : ExitCode.NO).code();
        }
    }

    private static void printDoubts(Console console, JsonNode answer, List<JsonNode> messages) {
        if (messages.isEmpty()) {
            console.say("No message with this id is known");
        }
        for (JsonNode doubt : answer.path("mayBeIn")) {
            console.say(
                    "  it may be in %s-%s [%s, %s): %s"
                            .formatted(
                                    doubt.path("topic").asString(""),
                                    doubt.path("partition").asString(""),
                                    doubt.path("lo").asString(""),
                                    doubt.path("hi").asString(""),
                                    doubt.path("why").asString("")));
        }
        if (!answer.path("complete").asBoolean(true)) {
            console.say("  more spans may hold it; the search was cut short");
        }
    }

    private String path() {
        if (id != null && topic == null) {
            return "/api/messages?id=" + Api.encode(id);
        }
        if (id == null && topic != null && partition != null && offset != null) {
            return "/api/messages/%s/%d/%d".formatted(Api.encode(topic), partition, offset);
        }
        throw new ParameterException(
                spec.commandLine(),
                "A message is named by TOPIC PARTITION OFFSET, such as `trace pull-requests 2 41`, or by --id");
    }
}
