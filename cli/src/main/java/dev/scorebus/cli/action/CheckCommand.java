package dev.scorebus.cli.action;

import dev.scorebus.action.Action;
import dev.scorebus.action.ActionFile;
import dev.scorebus.action.ActionProblem;
import dev.scorebus.action.ParsedAction;
import dev.scorebus.action.ReleaseLimits;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.TextFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `scorebus check`.
@Command(
        name = "check",
        description =
                "Reads action files as the services do, and names every mistake. Needs no platform.")
public final class CheckCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "ACTION.yaml", description = "action files, or -")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        ExitCode verdict = ExitCode.DONE;
        for (Path file : files) {
            String text;
            try {
                text = new TextFile(file).text();
            } catch (CommandFailure e) {
                console.note("scorebus: " + e.getMessage());
                verdict = e.exitCode();
                continue;
            }
            switch (ActionFile.read(file.toString(), text)) {
                case ParsedAction.Valid(Action action) -> {
                    List<String> limits = ReleaseLimits.of(action);
                    limits.forEach(limit -> console.say("%s: %s".formatted(file, limit)));
                    if (limits.isEmpty()) {
                        console.say(summary(file, action));
                        ReleaseLimits.notes(action)
                                .forEach(note -> console.say("%s: note: %s".formatted(file, note)));
                    } else {
                        verdict = worse(verdict);
                    }
                }
                case ParsedAction.Invalid(List<ActionProblem> problems) -> {
                    problems.forEach(problem -> console.say(String.valueOf(problem)));
                    verdict = worse(verdict);
                }
            }
        }
        return verdict.code();
    }

    private static ExitCode worse(ExitCode verdict) {
        return verdict == ExitCode.DONE ? ExitCode.NO : verdict;
    }

    private static String summary(Path file, Action action) {
        return "%s: right; action %s, %s, reads %s"
                .formatted(
                        file,
                        action.name(),
                        action.mode().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        String.join(", ", action.input().topics()));
    }
}
