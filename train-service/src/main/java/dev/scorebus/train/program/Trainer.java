package dev.scorebus.train.program;

import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.TrainingRequest;
import java.io.IOException;

/// A program that can train. Calls may come from several threads at once, one per run.
public interface Trainer {
    /// The name by which requests call it.
    String program();

    /// Checks a request before it is queued.
    ///
    /// @throws dev.scorebus.train.problem.ProblemException naming all that is wrong with it
    void check(TrainingRequest request, DataSetVersion dataSet);

    /// Trains. The same request on the same data set gives the same artefact, byte for byte.
    ///
    /// @param watch is told of progress, and says when to stop
    Outcome train(TrainingRequest request, DataSetVersion dataSet, Watch watch) throws IOException;
}
