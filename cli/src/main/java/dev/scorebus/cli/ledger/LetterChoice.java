package dev.scorebus.cli.ledger;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.message.WireJson;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// Which dead letters of an action a command means: one that is named, those that a filter lets through, or all.
final class LetterChoice {
    static final String WHERE =
            "where it died, when it is dead in several places: stream, or a batch run's id, as `dlq list` shows them";
    private static final int MOST = 10_000;

    @Option(
            names = "--action",
            paramLabel = "NAME",
            required = true,
            description = "whose dead letters")
    private String action = "";

    @Parameters(
            arity = "0..3",
            paramLabel = "TOPIC PARTITION OFFSET",
            hideParamSyntax = true,
            description = "one message, as `dlq list` shows it")
    private List<String> place = List.of();

    @Option(names = "--run", paramLabel = "WHERE", description = WHERE)
    private @Nullable String run;

    @Option(names = "--all", description = "all of them")
    private boolean all;

    @Mixin private final LetterFilter filter = new LetterFilter();

    @Option(names = "--yes", description = "do not ask before more than one is changed")
    private boolean yes;

    @Option(
            names = "--who",
            paramLabel = "NAME",
            description = "who asks for it, for the ledger (the user of this computer)")
    private @Nullable String who;

    /// The action.
    String action() {
        return action;
    }

    /// The request's body as far as the choice goes.
    ///
    /// @throws ParameterException when it chooses nothing, or in two ways
    ObjectNode body(CommandSpec spec) {
        boolean filtered = all || !filter.isEmpty();
        if (filtered != place.isEmpty() || (!place.isEmpty() && !isPlace())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Name one message by TOPIC PARTITION OFFSET, such as `pull-requests 2 41`, or choose by --kind, --since, --until, or take --all");
        }
        ObjectNode body = WireJson.mapper().createObjectNode();
        body.put("action", action);
        body.put("who", who == null ? System.getProperty("user.name", "unknown") : who);
        if (filtered) {
            if (run != null) {
                throw new ParameterException(
                        spec.commandLine(), "--run goes with one message: TOPIC PARTITION OFFSET");
            }
            body.set("filter", filter.json());
        } else {
            ObjectNode message =
                    body.putArray("messages")
                            .addObject()
                            .put("topic", place.getFirst())
                            .put("partition", Integer.parseInt(place.get(1)))
                            .put("offset", Long.parseLong(place.get(2)));
            if (run != null) {
                message.put("run", run);
            }
        }
        return body;
    }

    /// Asks before many are changed; a script says `--yes`.
    ///
    /// @param verb what is done with them
    /// @throws CommandFailure when the person does not want to
    void confirm(Api api, Console console, String verb) {
        if (yes || !place.isEmpty()) {
            return;
        }
        int letters =
                api.get(
                                "/api/dead-letters?limit=%d&action=%s%s"
                                        .formatted(MOST, Api.encode(action), filter.query()))
                        .size();
        if (letters < 2) {
            return;
        }
        if (!console.interactive()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "This would %s %d dead letters of '%s'; say --yes if that is meant"
                            .formatted(verb, letters, action));
        }
        if (!console.agrees("%s %d dead letters of '%s'?".formatted(verb, letters, action))) {
            throw new CommandFailure(ExitCode.NO, "Nothing was changed.");
        }
    }

    private boolean isPlace() {
        return place.size() == 3
                && place.get(1).matches("[0-9]{1,9}")
                && place.get(2).matches("[0-9]{1,18}");
    }
}
