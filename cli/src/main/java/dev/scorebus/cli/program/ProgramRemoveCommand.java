package dev.scorebus.cli.program;

import dev.scorebus.cli.platform.HomeOption;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `scorebus program remove`.
@Command(
        name = "remove",
        description =
                "Takes a program out of the platform of this machine. Actions that call it wait until it is installed again.")
public final class ProgramRemoveCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final HomeOption platform = new HomeOption();

    @Parameters(paramLabel = "PROGRAM", description = "the program's name")
    private String name = "";

    @Override
    public Integer call() {
        ProgramFiles files = ProgramFiles.of(platform.home());
        if (!name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?") || !files.remove(name)) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "Program '%s' is not installed in %s".formatted(name, files.folder()));
        }
        Console.of(spec).say("program %s is removed".formatted(name));
        return ExitCode.DONE.code();
    }
}
