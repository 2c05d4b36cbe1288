package dev.scorebus.cli.action;

import dev.scorebus.action.Action;
import dev.scorebus.action.ActionFile;
import dev.scorebus.action.ActionProblem;
import dev.scorebus.action.ParsedAction;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `scorebus apply`.
@Command(name = "apply", description = "Puts an action to work, or changes the one of that name.")
public final class ApplyCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(arity = "1", paramLabel = "ACTION.yaml", description = "an action file")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        try (Api api = platform.api()) {
            Action action = apply(api, file);
            Console.of(spec)
                    .say(
                            "Action %s reads %s; `./scorebus status` shows how far it is"
                                    .formatted(
                                            action.name(),
                                            String.join(", ", action.input().topics())));
        }
        return ExitCode.DONE.code();
    }

    /// Reads the file, and sends it when it is right.
    ///
    /// @throws CommandFailure with every mistake otherwise
    public static Action apply(Api api, Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.NO, "%s: there is no such file".formatted(file), e);
        }
        return switch (ActionFile.read(file.toString(), text)) {
            case ParsedAction.Valid(Action action) -> {
                api.put("/api/actions/" + Api.encode(action.name()), "application/yaml", text);
                yield action;
            }
            case ParsedAction.Invalid(List<ActionProblem> problems) ->
                    throw new CommandFailure(
                            ExitCode.NO,
                            problems.stream()
                                    .map(ActionProblem::toString)
                                    .collect(Collectors.joining(System.lineSeparator())));
        };
    }
}
