package dev.scorebus.train.program;

import dev.scorebus.model.FeatureContract;
import dev.scorebus.model.Target;
import dev.scorebus.training.TrainingRun.Rows;
import java.util.List;
import java.util.Map;

/// What became of training.
public sealed interface Outcome {
    /// There is a model.
    ///
    /// @param artefact the model's bytes, not to be changed by anyone
    /// @param format how they are read
    /// @param contract what the model reads
    /// @param target what it predicts
    /// @param metrics quality on the rows held out, base rates beside them
    /// @param parameters all parameters, defaults among them
    /// @param rows what became of the rows
    /// @param notes what one should know
    @SuppressWarnings("ArrayRecordComponent") // megabytes that are handed on once
    record Trained(
            byte[] artefact,
            String format,
            FeatureContract contract,
            Target target,
            Map<String, Double> metrics,
            Map<String, String> parameters,
            Rows rows,
            List<String> notes)
            implements Outcome {
        public Trained {
            metrics = Map.copyOf(metrics);
            parameters = Map.copyOf(parameters);
            notes = List.copyOf(notes);
        }
    }

    /// There is none, because of what was asked or of the data.
    record Failed(String reason) implements Outcome {}

    /// The program gave up because it was told to.
    record Stopped() implements Outcome {}
}
