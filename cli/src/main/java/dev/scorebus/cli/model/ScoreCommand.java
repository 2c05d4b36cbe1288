package dev.scorebus.cli.model;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
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

/// `scorebus score`.
@Command(
        name = "score",
        description = "Asks a model for a score, and why.",
        footer = {
            "",
            "Example: ./scorebus score merge-time --data '{\"team_size\": 7, \"src_churn\": 28}'"
        })
public final class ScoreCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(index = "0", paramLabel = "MODEL", description = "the model's name")
    private String model = "";

    @ArgGroup(multiplicity = "1")
    private Rows rows = new Rows();

    @Option(
            names = "--explain",
            paramLabel = "HOW",
            defaultValue = "top-5",
            description = "all, none or top-N (${DEFAULT-VALUE})")
    private String explain = "";

    @Option(names = "--customer", paramLabel = "NAME", description = "with the model of a customer")
    private @Nullable String customer;

    @Option(
            names = "--version-id",
            paramLabel = "VERSION",
            description = "with this version, not the champion")
    private @Nullable String version;

    @Option(
            names = "--ignore-unknown",
            description = "fields that are no features of the model are ignored, and not refused")
    private boolean ignoreUnknown;

    @Option(names = "--json", description = "a JSON document per row")
    private boolean json;

    /// Where the rows come from.
    static final class Rows {
        @Option(
                names = "--data",
                paramLabel = "JSON",
                description = "the features of one row as a JSON object, or an array of them")
        @Nullable String data;

        @Option(
                names = "--file",
                paramLabel = "FILE.jsonl",
                description =
                        "a JSON object per line, or - for the standard input; a line that is refused is named, and the others are scored")
        @Nullable Path file;
    }

    @Override
    public Integer call() throws IOException {
        Console console = Console.of(spec);
        if (rows.file != null) {
            try (BufferedReader lines = new TextFile(rows.file).lines();
                    Api api = platform.api()) {
                return eachLine(console, api, new TextFile(rows.file), lines).code();
            }
        }
        try (Api api = platform.api()) {
            answer(console, api.post(path(), String.valueOf(rows.data)));
        }
        return ExitCode.DONE.code();
    }

    /// Scores each line; one that is refused is named and does not stop the others.
    private ExitCode eachLine(Console console, Api api, TextFile file, BufferedReader lines) {
        long number = 0;
        long refused = 0;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    try {
                        answer(console, api.post(path(), line));
                    } catch (CommandFailure e) {
                        if (e.exitCode() != ExitCode.NO) {
                            throw e;
                        }
                        refused++;
                        console.note("%s:%d: %s".formatted(file.path(), number, e.getMessage()));
                    }
                }
            }
        } catch (IOException e) {
            throw file.unreadable(e);
        }
        if (refused > 0) {
            console.note("%d of %d lines were not scored".formatted(refused, number));
        }
        return refused == 0 ? ExitCode.DONE : ExitCode.NO;
    }

    private String path() {
        return "/api/models/%s/score?explain=%s%s%s%s"
                .formatted(
                        Api.encode(model),
                        Api.encode(explain),
                        customer == null ? "" : "&customer=" + Api.encode(customer),
                        version == null ? "" : "&version=" + Api.encode(version),
                        ignoreUnknown ? "&unknown=ignore" : "");
    }

    private void answer(Console console, JsonNode answer) {
        if (answer.isArray()) {
            answer.forEach(score -> answer(console, score));
        } else if (json) {
            console.say(String.valueOf(answer));
        } else {
            new ScoreLines(answer).lines().forEach(line -> console.say(line));
            if (customer != null && !answer.path("model").hasNonNull("customer")) {
                console.say(
                        "  (there is no model of %s's own, so the one over all customers answered)"
                                .formatted(customer));
            }
        }
    }
}
