package dev.scorebus.train.program;

import dev.scorebus.training.TrainingRun.Progress;

/// Looks over a program's shoulder.
public interface Watch {
    /// How far the program is.
    void reached(Progress progress);

    /// Whether the program should give up: the run was cancelled, or is no longer this instance's. Asked at least once a round.
    boolean stopped();
}
