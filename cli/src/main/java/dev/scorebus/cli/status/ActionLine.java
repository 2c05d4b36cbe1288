package dev.scorebus.cli.status;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.cli.action.ActionState;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an action does, why it does not run, and what the ledger has of it.
///
/// @param state `running`, `waiting`, `paused`, `stopped` or `failed`
/// @param reason why it does not run
/// @param lastError what went wrong last, if anything did
/// @param lag how many offsets are not read yet, over all partitions: as score-service has it, or the ledger while nobody reads
/// @param tracked what the ledger counts, ever; absent when tracking-service could not be asked
/// @param sinceStart what the instance that answers has counted since it started
@JsonInclude(JsonInclude.Include.NON_NULL)
record ActionLine(
        String name,
        String state,
        @Nullable String reason,
        @Nullable String lastError,
        long lag,
        @Nullable Counts tracked,
        Counts sinceStart) {
    /// Messages by what became of them, of the stream and of all batch runs together.
    ///
    /// @param failed failed at the first attempt, whatever became of them later
    /// @param dead those of them that are dead now; absent where only the ledger knows
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Counts(long scored, long filtered, long failed, @Nullable Long dead) {
        static final Counts NONE = new Counts(0, 0, 0, 0L);

        static Counts of(JsonNode counts) {
            return new Counts(
                    counts.path("scored").asLong(0),
                    counts.path("filtered").asLong(0),
                    counts.path("failed").asLong(0),
                    counts.has("dead") ? counts.path("dead").asLong(0) : null);
        }

        Counts plus(Counts other) {
            return new Counts(
                    scored + other.scored,
                    filtered + other.filtered,
                    failed + other.failed,
                    dead == null || other.dead == null ? null : dead + other.dead);
        }
    }

    /// All actions.
    ///
    /// @param tracking whether tracking-service can be asked
    static List<ActionLine> all(Api api, boolean tracking) {
        Map<String, Counts> tracked = new HashMap<>();
        if (tracking) {
            for (JsonNode summary : api.get("/api/summaries")) {
                tracked.merge(
                        summary.path("action").asString(""), Counts.of(summary), Counts::plus);
            }
        }
        List<ActionLine> lines = new ArrayList<>();
        for (JsonNode view : api.get("/api/actions")) {
            ActionState state = ActionState.of(view);
            long lag =
                    tracking && state.isPaused()
                            ? ActionState.lag(api.get("/api/frontiers"), state.name())
                            : state.lag();
            lines.add(
                    new ActionLine(
                            state.name(),
                            state.state(),
                            state.reason(),
                            state.lastError(),
                            lag,
                            tracking ? tracked.getOrDefault(state.name(), Counts.NONE) : null,
                            Counts.of(view.path("status"))));
        }
        return lines;
    }

    @JsonIgnore
    boolean isFailed() {
        return asState().isFailed();
    }

    private ActionState asState() {
        return new ActionState(name, state, reason, lastError, lag);
    }

    static void print(Console console, List<ActionLine> lines) {
        if (lines.isEmpty()) {
            return;
        }
        Table table = new Table("ACTION", "STATE", "SCORED", "FILTERED", "FAILED", "DEAD", "LAG");
        for (ActionLine line : lines) {
            Counts tracked = line.tracked;
            table.row(
                    line.name,
                    line.state,
                    tracked == null ? "?" : tracked.scored,
                    tracked == null ? "?" : tracked.filtered,
                    tracked == null ? "?" : tracked.failed,
                    tracked == null || tracked.dead == null ? "?" : tracked.dead,
                    line.asState().isPaused() && tracked == null ? "-" : line.lag);
        }
        console.say("");
        console.say(
                "Messages as the ledger counts them, of the stream and of batch runs (FAILED: at first; DEAD: of those, dead now); the lag as score-service sees it, or the ledger while an action is paused:");
        table.print(console);
        for (ActionLine line : lines) {
            ActionState state = line.asState();
            state.why()
                    .ifPresent(
                            why ->
                                    console.say(
                                            "  %s is %s: %s"
                                                    .formatted(line.name, line.state, why)));
            state.earlierError()
                    .ifPresent(
                            error ->
                                    console.say(
                                            "  %s, last error: %s".formatted(line.name, error)));
        }
    }
}
