package dev.scorebus.cli.batch;

import dev.scorebus.batch.BatchRequest;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Progress;
import dev.scorebus.message.WireJson;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// One batch or heal run, watched from its request to its end.
public final class BatchWatch {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final Api api;
    private final Console console;

    public BatchWatch(Api api, Console console) {
        this.api = api;
        this.console = console;
    }

    /// Asks for a run.
    public JsonNode submit(BatchRequest request) {
        return api.post("/api/batch-runs", WireJson.mapper().writeValueAsString(request));
    }

    /// Says that the run is asked for, and how to look at it.
    void detached(JsonNode run) {
        String id = run.path("id").asString("");
        console.say(
                "Run %s is %s; `./scorebus batch show %s` shows how far it is"
                        .formatted(id, run.path("state").asString(""), id));
    }

    /// Shows the progress of a run to its end, and what came of it.
    ///
    /// @return the run as it ended
    /// @throws CommandFailure when it fails or is cancelled
    public JsonNode toItsEnd(JsonNode submitted) {
        String id = submitted.path("id").asString("");
        JsonNode run = submitted;
        try (Progress progress = console.progress("run " + id, "messages", 0)) {
            while (!isOver(run)) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
                run = api.get("/api/batch-runs/" + id);
                show(progress, run);
            }
        }
        String state = run.path("state").asString("");
        if (!state.equals("done")) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "The run %s has %s%s"
                            .formatted(
                                    id,
                                    state.equals("failed") ? "failed" : "been " + state,
                                    run.hasNonNull("error")
                                            ? ": " + run.path("error").asString("")
                                            : ""));
        }
        console.say("run %s is done: %s".formatted(id, counts(run.path("progress"))));
        return run;
    }

    private static boolean isOver(JsonNode run) {
        return switch (run.path("state").asString("")) {
            case "done", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    private static void show(Progress progress, JsonNode run) {
        JsonNode at = run.path("progress");
        if (at.hasNonNull("total")) {
            progress.outOf(at.path("total").asLong(0));
        }
        progress.at(at.path("done").asLong(0), remark(run));
    }

    private static String remark(JsonNode run) {
        JsonNode at = run.path("progress");
        if (run.hasNonNull("note")) {
            return "waits: " + run.path("note").asString("");
        }
        if (run.path("state").asString("").equals("queued")) {
            return "queued";
        }
        return "%s/s%s".formatted(rate(at), eta(at));
    }

    /// What became of the messages, in words.
    static String counts(JsonNode at) {
        StringBuilder words = new StringBuilder();
        words.append(at.path("scored").asLong(0)).append(" scored");
        for (String count : new String[] {"filtered", "dead", "discarded"}) {
            if (at.path(count).asLong(0) > 0) {
                words.append(", ").append(at.path(count).asLong(0)).append(' ').append(count);
            }
        }
        return words.toString();
    }

    /// How fast it was of late.
    static String rate(JsonNode at) {
        return String.format(Locale.ROOT, "%.0f", at.path("rowsPerSecond").asDouble(0));
    }

    private static String eta(JsonNode at) {
        if (!at.hasNonNull("etaSeconds")) {
            return "";
        }
        Duration left = Duration.ofSeconds(at.path("etaSeconds").asLong(0));
        return ", %d:%02d:%02d left"
                .formatted(left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }
}
