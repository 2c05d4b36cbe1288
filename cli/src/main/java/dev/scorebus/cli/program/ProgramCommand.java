package dev.scorebus.cli.program;

import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus program`.
@Command(
        name = "program",
        description = "Installs programs in any language, calls them, and lists them.",
        subcommands = {
            ProgramInstallCommand.class,
            ProgramListCommand.class,
            ProgramCallCommand.class,
            ProgramRemoveCommand.class
        })
public final class ProgramCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.code();
    }
}
