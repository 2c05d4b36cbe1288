package dev.scorebus.cli.run;

import dev.scorebus.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `scorebus run`.
@Command(
        name = "run",
        description = {
            "Runs an action over the lines of a file, without a platform: with the same filter, calls and errors as a stream, and nothing is kept. Or lists training runs, cancels one, starts one again.",
            "Example: scorebus run action.yaml --input cases.jsonl"
        },
        subcommands = {RunListCommand.class, RunCancelCommand.class, RunRestartCommand.class})
public final class RunCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "ACTION.yaml",
            description = "an action whose program is called over the bridge")
    private @Nullable Path action;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description =
                    "one message a line, as the topic would hold them; - reads what is piped in")
    private @Nullable Path input;

    @Option(
            names = "--program",
            paramLabel = "FOLDER",
            description = "the program's folder; else the one that the action lies in")
    private @Nullable Path program;

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description = "what a training wrote, for an action that names a model")
    private @Nullable Path model;

    @Override
    public Integer call() throws IOException {
        if (action == null) {
            spec.commandLine().usage(spec.commandLine().getErr());
            return ExitCode.USAGE.code();
        }
        if (input == null) {
            throw new ParameterException(
                    spec.commandLine(), "--input is missing: the file with the messages");
        }
        return new ActionRun(spec, action, input, program, model).run().code();
    }
}
