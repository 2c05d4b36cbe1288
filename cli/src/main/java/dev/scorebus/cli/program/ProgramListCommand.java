package dev.scorebus.cli.program;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus program list`.
@Command(
        name = "list",
        description =
                "Lists the programs that the platform has installed, with what is wrong with one that cannot be run.")
public final class ProgramListCommand implements Callable<Integer> {
    private static final int SHORT = 12;

    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode programs = api.get("/api/programs");
            if (json) {
                console.say(programs.toPrettyString());
                return ExitCode.DONE.code();
            }
            Table table = new Table("NAME", "VERSION", "OWNER", "PROBLEM");
            for (JsonNode program : programs) {
                String version = program.path("version").asString("");
                table.row(
                        program.path("name").asString(""),
                        version.substring(0, Math.min(SHORT, version.length())),
                        program.path("owner").asString(""),
                        program.path("problem").asString(""));
            }
            table.print(console);
        }
        return ExitCode.DONE.code();
    }
}
