package dev.scorebus.cli.ledger;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Tells an action that has nothing to show from one that does not exist.
final class KnownAction {
    private KnownAction() {}

    /// Looks whether an action is applied now, or was once and has accounts.
    ///
    /// @throws CommandFailure when it never was
    static void require(Api api, String action) {
        TreeSet<String> known = new TreeSet<>();
        for (JsonNode view : api.get("/api/actions")) {
            known.add(view.path("name").asString(""));
        }
        for (JsonNode summary : api.get("/api/summaries")) {
            known.add(summary.path("action").asString(""));
        }
        if (!known.contains(action)) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "There is no action '%s'; there are: %s"
                            .formatted(
                                    action, known.isEmpty() ? "none" : String.join(", ", known)));
        }
    }
}
