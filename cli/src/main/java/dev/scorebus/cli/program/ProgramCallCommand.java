package dev.scorebus.cli.program;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus program call`.
@Command(
        name = "call",
        description = {
            "Calls a program that is installed. The command score is given a message, or an array of them, and answers with scores; every other command is given one JSON value and answers with one.",
            "Example: scorebus program call python-score score --data '{\"size\": 4}'"
        })
public final class ProgramCallCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(index = "0", paramLabel = "PROGRAM", description = "the program's name")
    private String program = "";

    @Parameters(index = "1", paramLabel = "COMMAND", description = "one of its commands")
    private String command = "";

    @Option(
            names = "--data",
            paramLabel = "JSON",
            defaultValue = "{}",
            description = "what it is given (${DEFAULT-VALUE})")
    private String data = "";

    @Override
    public Integer call() {
        try (Api api = platform.api()) {
            String of = "/api/programs/" + Api.encode(program);
            JsonNode answer =
                    command.equals("score")
                            ? api.post(of + "/score", data)
                            : api.post(of + "/commands/" + Api.encode(command), data);
            Console.of(spec).say(answer.toPrettyString());
        }
        return ExitCode.DONE.code();
    }
}
