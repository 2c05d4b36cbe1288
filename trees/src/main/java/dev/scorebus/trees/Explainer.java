package dev.scorebus.trees;

/// Explains rows. Allocates nothing per call; for one thread at a time.
public final class Explainer {
    Explainer() {}

    /// Fills `out` (count x groups x (features + 1), the bias last) with the contributions to each group's margin.
    public void contributions(float[] rows, int count, float[] out) {
        throw new UnsupportedOperationException("being built");
    }

    /// Fills `out` (count x (features + 1), the bias last) with the contributions to the margin of group `group[i]` for row i.
    public void contributions(float[] rows, int count, int[] group, float[] out) {
        throw new UnsupportedOperationException("being built");
    }
}
