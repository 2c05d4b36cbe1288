package dev.scorebus.cli.bridge;

import dev.scorebus.bridge.BridgeListener;
import dev.scorebus.bridge.Limits;
import dev.scorebus.bridge.ModelFolder;
import dev.scorebus.bridge.Network;
import dev.scorebus.bridge.ProgramLaunch;
import dev.scorebus.bridge.Transport;
import dev.scorebus.bridge.check.Conformance;
import dev.scorebus.bridge.check.Outcome;
import dev.scorebus.bridge.check.Verdict;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.message.WireJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `scorebus bridge check`.
@Command(
        name = "check",
        description = {
            "Starts a program as Scorebus would, and says of each rule of docs/bridge-protocol.md whether the program keeps it. Needs no platform.",
            "The exit status is 0 only if no rule is broken."
        },
        footer = {
            "",
            "Example: ./scorebus bridge check --message '{\"team_size\": 7}' -- perl examples/perl-score/score.pl"
        })
public final class BridgeCheckCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = Patience.class,
            description = "how long the start may take, and each answer (${DEFAULT-VALUE})")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(
            names = "--message",
            paramLabel = "JSON",
            defaultValue = "{\"team_size\": 4, \"lang\": \"go\"}",
            description = "a message that the program answers with a value (${DEFAULT-VALUE})")
    private String message = "{}";

    @Option(
            names = "--command",
            paramLabel = "NAME",
            defaultValue = "score",
            description = "the program's command that works on messages (${DEFAULT-VALUE})")
    private String command = "score";

    @Option(names = "--model", paramLabel = "FOLDER", description = "the files of a model version")
    private @Nullable Path model;

    @Option(
            names = "--settings",
            paramLabel = "JSON",
            defaultValue = "{}",
            description = "the program's settings, a JSON object")
    private String settings = "{}";

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description =
                    "a variable for the program, which gets nothing else of this environment but PATH")
    private Map<String, String> environment = Map.of();

    @Option(
            names = "--tcp",
            description = "let it connect to a port of 127.0.0.1 instead of a Unix socket")
    private boolean tcp;

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Option(names = "--output", description = "print the lines that the program writes, too")
    private boolean output;

    @Parameters(
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "what starts the program, behind --")
    private List<String> program = List.of();

    @Override
    public Integer call() throws InterruptedException {
        requireJson("--message", message);
        Console console = Console.of(spec);
        List<Verdict> verdicts;
        try (Interruption _ = Interruption.begin();
                Conformance conformance =
                        new Conformance(
                                launch(),
                                tcp ? Transport.LOOPBACK : Transport.UNIX_SOCKET,
                                command,
                                message,
                                timeout,
                                output ? new Echo(console) : BridgeListener.SILENT)) {
            verdicts = conformance.check(each -> say(console, each));
        }
        long broken =
                verdicts.stream().filter(each -> each.outcome() instanceof Outcome.Broken).count();
        if (json) {
            console.say(document(verdicts, broken == 0).toPrettyString());
        } else {
            console.say(
                    broken == 0
                            ? "No rule is broken."
                            : "%d of %d rules are broken.".formatted(broken, verdicts.size()));
        }
        return (broken == 0 ? ExitCode.DONE : ExitCode.NO).code();
    }

    private ProgramLaunch launch() {
        return new ProgramLaunch(
                "the program",
                program,
                Path.of("").toAbsolutePath(),
                environment,
                Limits.DEFAULT,
                Network.HOST,
                timeout,
                model == null ? null : new ModelFolder("model", "unversioned", folder(model)),
                settings);
    }

    private static Path folder(Path model) {
        if (!Files.isDirectory(model)) {
            throw new CommandFailure(ExitCode.USAGE, "--model %s is no folder".formatted(model));
        }
        return model.toAbsolutePath();
    }

    private static void requireJson(String option, String text) {
        try {
            WireJson.mapper().readTree(text);
        } catch (JacksonException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "%s is no JSON: %s".formatted(option, e.getOriginalMessage()),
                    e);
        }
    }

    private void say(Console console, Verdict verdict) {
        if (json) {
            return;
        }
        console.say(
                switch (verdict.outcome()) {
                    case Outcome.Held _ -> "ok       " + verdict.vector();
                    case Outcome.NotApplicable(String why) ->
                            "-        %s: not tried, %s".formatted(verdict.vector(), why);
                    case Outcome.Broken(String why, String came) ->
                            "BROKEN   %s: %s; sent: %s; came: %s; must come: %s"
                                    .formatted(
                                            verdict.vector(),
                                            why,
                                            verdict.sent(),
                                            came.isEmpty() ? "nothing" : oneLine(came),
                                            verdict.wanted());
                });
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\R", " | ");
    }

    private static ObjectNode document(List<Verdict> verdicts, boolean holds) {
        ObjectNode document = WireJson.mapper().createObjectNode().put("holds", holds);
        ArrayNode vectors = document.putArray("vectors");
        for (Verdict verdict : verdicts) {
            ObjectNode vector = vectors.addObject().put("vector", verdict.vector());
            switch (verdict.outcome()) {
                case Outcome.Held _ -> vector.put("outcome", "held");
                case Outcome.NotApplicable(String why) ->
                        vector.put("outcome", "not-applicable").put("why", why);
                case Outcome.Broken(String why, String came) ->
                        vector.put("outcome", "broken").put("why", why).put("came", came);
            }
            vector.put("sent", verdict.sent()).put("wanted", verdict.wanted());
        }
        return document;
    }

    /// Shows what the program writes, beside the answer.
    private record Echo(Console console) implements BridgeListener {
        @Override
        public void output(String line) {
            console.note("output   " + line);
        }
    }
}
