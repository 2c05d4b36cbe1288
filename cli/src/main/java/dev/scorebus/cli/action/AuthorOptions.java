package dev.scorebus.cli.action;

import dev.scorebus.cli.http.Api;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Who changes an action, and why; both stay in its history.
final class AuthorOptions {
    @Option(
            names = "--who",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "who does this, for the action's history (${DEFAULT-VALUE})")
    private String who = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the action's history")
    private @Nullable String reason;

    /// Whether someone did it before, for another reason or as somebody else: then what is said here is not kept.
    ///
    /// @param kept who did it and why, as the service keeps it
    boolean differs(JsonNode kept) {
        return !kept.path("who").asString("").equals(who)
                || (reason != null && !kept.path("reason").asString("").equals(reason));
    }

    /// As the query of a request.
    String query() {
        return "?who=" + Api.encode(who) + (reason == null ? "" : "&reason=" + Api.encode(reason));
    }
}
