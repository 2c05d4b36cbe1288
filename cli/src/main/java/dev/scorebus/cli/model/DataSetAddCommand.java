package dev.scorebus.cli.model;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Table;
import dev.scorebus.cli.terminal.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus data-set add`.
@Command(name = "add", description = "Registers a file as the newest version of a data set.")
public final class DataSetAddCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "the data set's name")
    private String name = "";

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "CSV (.csv), compressed CSV (.csv.gz) or JSON lines (.jsonl)")
    private Path file = Path.of("");

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Console console = Console.of(spec);
        String contentType = contentType(new TextFile(file).checked());
        try (Api api = platform.api()) {
            Set<String> before = versions(api, name);
            JsonNode version = upload(api, name, file, contentType);
            if (json) {
                console.say(version.toPrettyString());
            } else {
                print(console, version, before.contains(version.path("version").asString("")));
            }
        }
        return ExitCode.DONE.code();
    }

    /// Uploads a file.
    ///
    /// @return the `DataSetVersion`
    public static JsonNode add(Api api, String name, Path file) throws IOException {
        return upload(api, name, file, contentType(new TextFile(file).checked()));
    }

    private static JsonNode upload(Api api, String name, Path file, String contentType)
            throws IOException {
        return api.upload("/api/data-sets/" + Api.encode(name), contentType, file);
    }

    /// What a file is, by its ending.
    ///
    /// @throws CommandFailure when the ending does not tell
    public static String contentType(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".csv")) {
            return "text/csv";
        }
        if (name.endsWith(".gz")) {
            return "application/gzip";
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return "application/x-ndjson";
        }
        throw new CommandFailure(
                ExitCode.NO,
                "%s: its ending does not tell what it is; allowed: .csv, .csv.gz, .jsonl"
                        .formatted(file));
    }

    private static Set<String> versions(Api api, String name) {
        Set<String> versions = new HashSet<>();
        api.find("/api/data-sets/" + Api.encode(name))
                .ifPresent(
                        known ->
                                known.forEach(
                                        version ->
                                                versions.add(
                                                        version.path("version").asString(""))));
        return versions;
    }

    private static void print(Console console, JsonNode version, boolean unchanged) {
        console.say(
                (unchanged
                                ? "Data set %s is unchanged, version %s: %s rows"
                                : "Data set %s, version %s: %s rows")
                        .formatted(
                                version.path("name").asString(""),
                                version.path("version").asString(""),
                                version.path("rows").asString("?")));
        if (version.path("badRows").asLong(0) > 0) {
            JsonNode first = version.path("badRowExamples").path(0);
            console.say(
                    "%s rows cannot be read and are left out, the first in line %s: %s"
                            .formatted(
                                    version.path("badRows").asString("?"),
                                    first.path("line").asString("?"),
                                    first.path("why").asString("")));
        }
        Table table = new Table("COLUMN", "TYPE", "MISSING", "MIN", "MAX", "EXAMPLE");
        for (JsonNode column : version.path("columns")) {
            table.row(
                    column.path("name").asString(""),
                    column.path("type").asString(""),
                    column.path("missing").asString(""),
                    column.path("min").asString(""),
                    column.path("max").asString(""),
                    column.path("example").asString(""));
        }
        table.print(console);
    }
}
