package dev.scorebus.cli.ledger;

import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus parked`.
@Command(
        name = "parked",
        description =
                "Lists tracking events that could not be folded, and accepts what happened; until then the audit fails.",
        subcommands = {ParkedListCommand.class, ParkedAcceptCommand.class})
public final class ParkedCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.code();
    }
}
