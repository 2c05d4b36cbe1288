package dev.scorebus.trees;

/// Predicts rows. Allocates nothing per call; for one thread at a time.
public final class Predictor {
    Predictor() {}

    /// Fills `margins` (count x groups) with the raw predictions of `rows` (count x features, row after row, NaN = missing).
    public void margins(float[] rows, int count, float[] margins) {
        throw new UnsupportedOperationException("being built");
    }

    /// Fills `predictions` (count x groups) with what the objective makes of the margins.
    public void predictions(float[] rows, int count, float[] predictions) {
        throw new UnsupportedOperationException("being built");
    }
}
