package dev.scorebus.cli.topic;

import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `scorebus topic`.
@Command(
        name = "topic",
        description = "Makes topics and lists them.",
        subcommands = {TopicCreateCommand.class, TopicListCommand.class})
public final class TopicCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.code();
    }
}
