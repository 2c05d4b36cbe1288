package dev.scorebus.cli.run;

import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus run`.
@Command(
        name = "run",
        description =
                "Lists training runs, cancels one, starts one again; train asks for a new one.",
        subcommands = {RunListCommand.class, RunCancelCommand.class, RunRestartCommand.class})
public final class RunCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.code();
    }
}
