package dev.scorebus.cli.model;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
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

    @Option(names = "--json", description = "a JSON document per row")
    private boolean json;

    /// Where the rows come from.
    static final class Rows {
        @Option(
                names = "--data",
                paramLabel = "JSON",
                description = "the features of one row as a JSON object, or an array of them")
        @Nullable String data;

        @Option(names = "--file", paramLabel = "FILE.jsonl", description = "a JSON object per line")
        @Nullable Path file;
    }

    @Override
    public Integer call() throws IOException {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            if (rows.data != null) {
                answer(console, api.post(path(), rows.data));
            } else if (rows.file != null) {
                try (BufferedReader lines = Files.newBufferedReader(rows.file)) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        if (!line.isBlank()) {
                            answer(console, api.post(path(), line));
                        }
                    }
                }
            }
        }
        return ExitCode.DONE.code();
    }

    private String path() {
        return "/api/models/%s/score?explain=%s%s%s"
                .formatted(
                        Api.encode(model),
                        Api.encode(explain),
                        customer == null ? "" : "&customer=" + Api.encode(customer),
                        version == null ? "" : "&version=" + Api.encode(version));
    }

    private void answer(Console console, JsonNode answer) {
        if (answer.isArray()) {
            answer.forEach(score -> answer(console, score));
        } else if (json) {
            console.say(String.valueOf(answer));
        } else {
            new ScoreLines(answer).lines().forEach(line -> console.say(line));
        }
    }
}
