package dev.scorebus.cli.run;

import dev.scorebus.action.Action;
import dev.scorebus.action.ActionFile;
import dev.scorebus.action.ActionProblem;
import dev.scorebus.action.ParsedAction;
import dev.scorebus.action.ProgramFile;
import dev.scorebus.action.ReleaseLimits;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.TextFile;
import dev.scorebus.score.ScoreMain;
import dev.scorebus.score.program.ProgramUnavailableException;
import dev.scorebus.score.stream.DryRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// Runs an action over the lines of a file: one line of JSON for each that was scored, on standard output; what became of the
/// others, and how many there were, on standard error.
///
/// @param program the program's folder; absent: the one that the action lies in
/// @param model the files of a model version, for an action that names a model
record ActionRun(
        CommandSpec spec, Path file, Path input, @Nullable Path program, @Nullable Path model) {
    private static final int TOGETHER = 500;

    /// How many lines there were, by what became of them.
    private static final class Tally {
        private int scored;
        private int filtered;
        private int failed;
    }

    ExitCode run() throws IOException {
        Action action = action();
        Path folder = folder(action).resolveSibling("");
        Console console = Console.of(spec);
        Tally tally = new Tally();
        try (DryRun run =
                        new DryRun(
                                action,
                                folder,
                                model,
                                PlatformOptions.programEnvironment(),
                                ScoreMain.clock());
                BufferedReader lines = new TextFile(input).lines()) {
            int from = 1;
            for (List<String> some = next(lines); !some.isEmpty(); some = next(lines)) {
                tell(console, run.score(some), from, tally);
                from += some.size();
            }
        } catch (ProgramUnavailableException e) {
            throw new CommandFailure(ExitCode.NO, e.reason(), e);
        }
        console.note(
                "%d scored, %d filtered, %d failed"
                        .formatted(tally.scored, tally.filtered, tally.failed));
        return tally.failed == 0 ? ExitCode.DONE : ExitCode.NO;
    }

    private static List<String> next(BufferedReader lines) throws IOException {
        List<String> some = new ArrayList<>();
        while (some.size() < TOGETHER) {
            String line = lines.readLine();
            if (line == null) {
                break;
            }
            some.add(line);
        }
        return some;
    }

    private void tell(Console console, List<DryRun.Line> lines, int from, Tally tally) {
        for (int i = 0; i < lines.size(); i++) {
            String place = "%s:%d: ".formatted(input, from + i);
            switch (lines.get(i)) {
                case DryRun.Line.Scored(String json) -> {
                    tally.scored++;
                    console.say(json);
                }
                case DryRun.Line.Filtered _ -> {
                    tally.filtered++;
                    console.note(place + "filtered");
                }
                case DryRun.Line.Failed(String errorClass, String detail, boolean retryable) -> {
                    tally.failed++;
                    console.note(
                            "%s%s: %s (%s)"
                                    .formatted(
                                            place,
                                            errorClass,
                                            detail,
                                            retryable
                                                    ? "a stream would try it again"
                                                    : "a dead letter at once"));
                }
            }
        }
    }

    private Action action() {
        Action action =
                switch (ActionFile.read(file.toString(), new TextFile(file).text())) {
                    case ParsedAction.Valid(Action valid) -> valid;
                    case ParsedAction.Invalid(List<ActionProblem> problems) ->
                            throw new CommandFailure(
                                    ExitCode.NO,
                                    problems.stream()
                                            .map(ActionProblem::toString)
                                            .collect(Collectors.joining("\nscorebus: ")));
                };
        List<String> limits = ReleaseLimits.of(action);
        if (!limits.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NO, "%s: %s".formatted(file, String.join("; ", limits)));
        }
        if (ReleaseLimits.BUILT_IN.contains(action.program())) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "%s: program '%s' scores with a model of a platform, and there is none here; use `./scorebus apply` and a batch run"
                            .formatted(file, action.program()));
        }
        requireModel(action);
        return action;
    }

    private void requireModel(Action action) {
        if ((action.model() == null) != (model == null)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    model == null
                            ? "%s names a model; say with --model in which folder its files are"
                                    .formatted(file)
                            : "%s names no model, so that its program is given none; leave --model out"
                                    .formatted(file));
        }
        if (model != null && !Files.isDirectory(model)) {
            throw new CommandFailure(ExitCode.USAGE, "--model: there is no folder " + model);
        }
    }

    private Path folder(Action action) {
        Path folder =
                (program == null ? file.toAbsolutePath().resolveSibling("") : program)
                        .toAbsolutePath()
                        .normalize();
        if (!Files.isRegularFile(folder.resolve(ProgramFile.NAME))) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "%s has no %s; name the folder of program '%s' with --program"
                            .formatted(folder, ProgramFile.NAME, action.program()));
        }
        if (!String.valueOf(folder.getFileName()).equals(action.program())) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "the folder of program '%s' must be called so, and not %s"
                            .formatted(action.program(), folder));
        }
        return folder;
    }
}
