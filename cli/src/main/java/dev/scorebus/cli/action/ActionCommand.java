package dev.scorebus.cli.action;

import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus action`.
@Command(
        name = "action",
        description =
                "Lists actions, shows one and its history, pauses, resumes and deletes one; apply puts one to work.",
        subcommands = {
            ActionListCommand.class,
            ActionShowCommand.class,
            ActionHistoryCommand.class,
            ActionPauseCommand.class,
            ActionResumeCommand.class,
            ActionDeleteCommand.class
        })
public final class ActionCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.code();
    }
}
