package dev.scorebus.cli.batch;

import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus batch`.
@Command(
        name = "batch",
        description =
                "Scores a range of a topic or a data set with an action; lists, shows and cancels such runs.",
        subcommands = {
            BatchStartCommand.class,
            BatchListCommand.class,
            BatchShowCommand.class,
            BatchCancelCommand.class,
            BatchRestartCommand.class
        })
public final class BatchCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.code();
    }
}
