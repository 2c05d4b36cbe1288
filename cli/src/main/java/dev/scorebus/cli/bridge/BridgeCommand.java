package dev.scorebus.cli.bridge;

import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus bridge`.
@Command(
        name = "bridge",
        description = "Says whether a program in any language speaks the bridge protocol.",
        subcommands = BridgeCheckCommand.class)
public final class BridgeCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.code();
    }
}
