package dev.scorebus.cli.model;

import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.Progress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Shows the phases of a training run, a bar for each: the search for the best number of rounds, then the model itself.
final class TrainingProgress implements AutoCloseable {
    private final Console console;
    private String phase = "";
    private long round;
    private long rounds;
    private @Nullable Progress bar;

    TrainingProgress(Console console) {
        this.console = console;
    }

    /// Shows how far a run is.
    ///
    /// @param at the `progress` of a `TrainingRun`; missing until the program says so
    void show(JsonNode at) {
        if (!at.hasNonNull("round")) {
            return;
        }
        String now = at.path("phase").asString("grow");
        Progress current = bar;
        if (current == null || !now.equals(phase)) {
            // The search may stop early; the rounds it did are all there were.
            finish(round);
            current = console.progress(words(now), "rounds", at.path("rounds").asLong(0));
            bar = current;
        }
        phase = now;
        round = at.path("round").asLong(0);
        rounds = at.path("rounds").asLong(0);
        current.outOf(rounds);
        current.at(round, remark(at));
    }

    private static String words(String phase) {
        return phase.equals("search") ? "finding the best number of rounds" : "growing the model";
    }

    private static String remark(JsonNode at) {
        return at.hasNonNull("metric") && at.path("value").isNumber()
                ? String.format(
                        Locale.ROOT,
                        "%s %.4f",
                        at.path("metric").asString(""),
                        at.path("value").asDouble(0))
                : "";
    }

    /// The run has its model, so its last phase was done to the end.
    void finish() {
        finish(rounds);
    }

    private void finish(long done) {
        Progress current = bar;
        if (current != null) {
            current.outOf(done);
            current.at(done, "");
            current.close();
            bar = null;
        }
    }

    @Override
    public void close() {
        Progress current = bar;
        if (current != null) {
            current.close();
            bar = null;
        }
    }
}
