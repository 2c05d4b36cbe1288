package dev.scorebus.cli.action;

import dev.scorebus.action.Action;
import dev.scorebus.action.ActionFile;
import dev.scorebus.action.ActionProblem;
import dev.scorebus.action.ParsedAction;
import dev.scorebus.action.ReleaseLimits;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.TextFile;
import dev.scorebus.message.Mode;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `scorebus apply`.
@Command(
        name = "apply",
        description =
                "Puts an action to work, or changes the one of that name, and says whether it runs. Exit code 1 when it has failed.")
public final class ApplyCommand implements Callable<Integer> {
    private static final Set<Mode> READ_NOTHING = EnumSet.of(Mode.REQUEST, Mode.BATCH);

    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Mixin private final AuthorOptions author = new AuthorOptions();

    @Option(
            names = "--expect",
            paramLabel = "REVISION",
            description =
                    "only when the action is at this revision, 0 for none; `action show` tells it")
    private @Nullable Long expected;

    @Parameters(arity = "1", paramLabel = "ACTION.yaml", description = "an action file, or -")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        Valid valid = read(file);
        try (Api api = platform.api()) {
            valid.send(api, author.query() + (expected == null ? "" : "&expected=" + expected));
            Action action = valid.action();
            ActionState state = ActionState.settled(api, action.name());
            Console console = Console.of(spec);
            String reads = String.join(", ", action.input().topics());
            if (state.isRunning() && READ_NOTHING.contains(action.mode())) {
                console.say(
                        "Action %s is kept; it reads nothing by itself: `./scorebus batch start %s` has it score"
                                .formatted(action.name(), action.name()));
            } else if (state.isRunning()) {
                console.say(
                        "Action %s reads %s; `./scorebus status` shows how far it is"
                                .formatted(action.name(), reads));
            } else {
                console.say(
                        "Action %s is kept, and is %s: %s"
                                .formatted(
                                        action.name(),
                                        state.state(),
                                        state.why().orElse("it does not say why")));
            }
            ReleaseLimits.notes(action).forEach(note -> console.say("  note: " + note));
            return (state.isFailed() ? ExitCode.NO : ExitCode.DONE).code();
        }
    }

    /// Reads the file, and sends it when it is right.
    ///
    /// @throws CommandFailure with every mistake otherwise
    public static Action apply(Api api, Path file) {
        Valid valid = read(file);
        valid.send(api, "");
        return valid.action();
    }

    private record Valid(Action action, String text) {
        void send(Api api, String query) {
            api.put("/api/actions/" + Api.encode(action.name()) + query, "application/yaml", text);
        }
    }

    private static Valid read(Path file) {
        String text = new TextFile(file).text();
        return switch (ActionFile.read(file.toString(), text)) {
            case ParsedAction.Valid(Action action) -> {
                List<String> limits = ReleaseLimits.of(action);
                if (!limits.isEmpty()) {
                    throw refused(limits.stream().map(limit -> file + ": " + limit).toList());
                }
                yield new Valid(action, text);
            }
            case ParsedAction.Invalid(List<ActionProblem> problems) ->
                    throw refused(problems.stream().map(ActionProblem::toString).toList());
        };
    }

    private static CommandFailure refused(List<String> mistakes) {
        return new CommandFailure(ExitCode.NO, String.join(System.lineSeparator(), mistakes));
    }
}
