package dev.scorebus.trees;

/// What a model was trained to predict, which says how its margins become predictions.
public enum Objective {
    /// One group; the prediction is the probability of the positive class, `1 / (1 + exp(-margin))`.
    BINARY_LOGISTIC,
    /// One group per class; the predictions are the classes' probabilities, the softmax of the margins.
    MULTI_SOFTPROB,
    /// One group; the prediction is the margin itself.
    SQUARED_ERROR
}
