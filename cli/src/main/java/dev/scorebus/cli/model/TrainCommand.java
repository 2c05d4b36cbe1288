package dev.scorebus.cli.model;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.TextFile;
import dev.scorebus.message.WireJson;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `scorebus train`.
@Command(
        name = "train",
        description = "Trains a model as a training file says, and shows how good it is.",
        footer = {
            "",
            "Example: ./scorebus train -f examples/pull-requests/training.json --data-set pull-requests"
        })
public final class TrainCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "TRAINING.json",
            description = "the training request")
    private Path file = Path.of("");

    @Option(
            names = "--data-set",
            paramLabel = "NAME[@VERSION]",
            description = "train on this data set instead of the one the file names")
    private @Nullable String dataSet;

    @Option(
            names = "--customer",
            paramLabel = "NAME",
            description = "train on the rows of one customer, for that customer")
    private @Nullable String customer;

    @Option(names = "--json", description = "the run as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        ObjectNode request = request();
        try (Api api = platform.api()) {
            Training training = new Training(api, console);
            JsonNode run = training.run(request.toString());
            if (json) {
                console.say(run.toPrettyString());
            } else {
                training.print(run);
            }
        }
        return ExitCode.DONE.code();
    }

    private ObjectNode request() {
        ObjectNode request = read(file);
        if (dataSet != null) {
            int at = dataSet.indexOf('@');
            ObjectNode named = request.putObject("dataSet");
            named.put("name", at < 0 ? dataSet : dataSet.substring(0, at));
            if (at >= 0) {
                named.put("version", dataSet.substring(at + 1));
            }
        }
        if (customer != null) {
            request.put("customer", customer);
        }
        return request;
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : ":%d:%d".formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }

    private static String firstLine(JacksonException e) {
        return String.valueOf(e.getOriginalMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst(" \\(start marker at .*", "");
    }

    private static ObjectNode read(Path file) {
        try {
            JsonNode request = WireJson.mapper().readTree(new TextFile(file).text());
            if (request instanceof ObjectNode object) {
                return object;
            }
            throw new CommandFailure(
                    ExitCode.NO, "%s: a training file is a JSON object".formatted(file));
        } catch (JacksonException e) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "%s%s: is not JSON: %s".formatted(file, place(e), firstLine(e)),
                    e);
        }
    }
}
