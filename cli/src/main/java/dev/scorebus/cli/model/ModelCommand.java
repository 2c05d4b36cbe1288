package dev.scorebus.cli.model;

import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus model`.
@Command(
        name = "model",
        description = "Lists model versions and moves their aliases.",
        subcommands = {ModelListCommand.class, ModelPromoteCommand.class})
public final class ModelCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.code();
    }
}
