package dev.scorebus.trees;

/// What a model was trained to predict, which says how its margins become predictions.
public enum Objective {
    /// XGBoost's `binary:logistic`. One group; the prediction is the probability of the positive class, `1 / (1 + exp(-margin))`.
    BINARY_LOGISTIC,
    /// XGBoost's `multi:softprob` and `multi:softmax`, which differ only in what XGBoost prints. One group per class; the
    /// predictions are the classes' probabilities, the softmax of the margins.
    MULTI_SOFTPROB,
    /// XGBoost's `reg:squarederror`. One group; the prediction is the margin itself.
    SQUARED_ERROR;

    static Objective named(String name) throws InvalidModelException {
        return switch (name) {
            case "binary:logistic" -> BINARY_LOGISTIC;
            case "multi:softprob", "multi:softmax" -> MULTI_SOFTPROB;
            case "reg:squarederror" -> SQUARED_ERROR;
            default ->
                    throw new InvalidModelException(
                            "The objective '%s' is not supported; train with binary:logistic, multi:softprob, multi:softmax or reg:squarederror"
                                    .formatted(DocumentReader.shown(name)));
        };
    }

    /// The margin that a model's `base_score` stands for. XGBoost saves it as the user gives it: for logistic a probability;
    /// the classes of softmax have margins.
    float margin(float baseScore) throws InvalidModelException {
        boolean valid =
                switch (this) {
                    case BINARY_LOGISTIC -> baseScore > 0 && baseScore < 1;
                    case MULTI_SOFTPROB, SQUARED_ERROR -> Float.isFinite(baseScore);
                };
        if (!valid) {
            throw new InvalidModelException(
                    "A base_score of %s is not possible for %s".formatted(baseScore, this));
        }
        return switch (this) {
            case BINARY_LOGISTIC -> (float) -Math.log(1.0 / baseScore - 1.0);
            case MULTI_SOFTPROB, SQUARED_ERROR -> baseScore;
        };
    }

    /// Turns the margins of one row, `groups` of them from `from`, into predictions.
    void predict(float[] margins, int from, int groups) {
        switch (this) {
            case BINARY_LOGISTIC -> margins[from] = (float) (1 / (1 + Math.exp(-margins[from])));
            case MULTI_SOFTPROB -> softmax(margins, from, groups);
            case SQUARED_ERROR -> {}
        }
    }

    private static void softmax(float[] margins, int from, int groups) {
        float most = margins[from];
        for (int group = 1; group < groups; group++) {
            most = Math.max(most, margins[from + group]);
        }
        double sum = 0;
        for (int group = 0; group < groups; group++) {
            margins[from + group] = (float) Math.exp(margins[from + group] - most);
            sum += margins[from + group];
        }
        for (int group = 0; group < groups; group++) {
            margins[from + group] /= (float) sum;
        }
    }
}
