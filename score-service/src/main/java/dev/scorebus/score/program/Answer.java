package dev.scorebus.score.program;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a model predicts of one row.
public sealed interface Answer {
    /// One of the classes.
    ///
    /// @param chosen the index of the predicted class
    /// @param classes the classes in the order of the target
    /// @param probabilities of each class, not to be changed
    @SuppressWarnings("ArrayRecordComponent") // one per row on the hot path; shared, never changed
    record Choice(int chosen, List<String> classes, float[] probabilities) implements Answer {
        /// The predicted class.
        public String label() {
            return classes.get(chosen);
        }
    }

    /// A number.
    record Amount(float value) implements Answer {}

    /// Whatever a program over the bridge answers: any JSON value but null.
    record Document(JsonNode value) implements Answer {}
}
