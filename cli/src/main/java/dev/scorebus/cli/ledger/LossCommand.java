package dev.scorebus.cli.ledger;

import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus loss`.
@Command(
        name = "loss",
        description =
                "Lists offsets that were gone before they could be read, and acknowledges them; until then the audit fails.",
        subcommands = {LossListCommand.class, LossAcknowledgeCommand.class})
public final class LossCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.code();
    }
}
