package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.score.ScoreMain;

/// Starts score-service as it is, but for its trees: they fail on messages that say so, as [BrittleTrees] tells.
public final class BrittleScoreMain {
    private BrittleScoreMain() {}

    /// Runs the service.
    public static void main(String[] arguments) {
        ScoreMain.application().sources(BrittleTrees.class).run(arguments);
    }
}
