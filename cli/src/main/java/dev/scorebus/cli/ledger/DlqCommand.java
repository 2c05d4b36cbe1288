package dev.scorebus.cli.ledger;

import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus dlq`.
@Command(
        name = "dlq",
        description =
                "Lists dead letters, shows one, sends them through their action again, gives them up.",
        subcommands = {
            DlqListCommand.class,
            DlqShowCommand.class,
            DlqReplayCommand.class,
            DlqDiscardCommand.class
        })
public final class DlqCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.code();
    }
}
