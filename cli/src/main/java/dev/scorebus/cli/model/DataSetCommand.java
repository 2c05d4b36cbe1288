package dev.scorebus.cli.model;

import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus data-set`.
@Command(
        name = "data-set",
        description = "Registers data sets and lists them.",
        subcommands = {DataSetAddCommand.class, DataSetListCommand.class})
public final class DataSetCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.code();
    }
}
