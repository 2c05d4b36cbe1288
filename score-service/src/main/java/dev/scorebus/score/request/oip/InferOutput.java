package dev.scorebus.score.request.oip;

import dev.scorebus.model.Target;
import java.util.ArrayList;
import java.util.List;

/// The outputs a model has.
enum InferOutput {
    PREDICTED("predicted"),
    PROBABILITIES("probabilities"),
    EXPLANATION("explanation");

    private final String wireName;

    InferOutput(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    /// The outputs of a model with this target.
    static List<InferOutput> of(Target target) {
        List<InferOutput> outputs = new ArrayList<>(List.of(values()));
        if (target.type() == Target.Type.REGRESSION) {
            outputs.remove(PROBABILITIES);
        }
        return outputs;
    }
}
