package dev.scorebus.trees;

/// Predicts rows as XGBoost does: a value less than a threshold goes left, and the leaves' values are added to the base margin in
/// the order of the trees, in `float`. Allocates nothing per call; for one thread at a time.
public final class Predictor {
    private static final int BLOCK = 64;

    private final TreeEnsemble model;

    Predictor(TreeEnsemble model) {
        this.model = model;
    }

    /// Fills `margins` (count x groups) with the raw predictions.
    ///
    /// @param rows count x features, row after row, NaN where a value is missing
    public void margins(float[] rows, int count, float[] margins) {
        int groups = model.groups();
        int features = model.features();
        model.checkRows(rows, count);
        TreeEnsemble.checkRoom(margins, (long) count * groups);
        Forest forest = model.forest;
        for (int from = 0; from < count; from += BLOCK) {
            int to = Math.min(count, from + BLOCK);
            for (int row = from; row < to; row++) {
                for (int group = 0; group < groups; group++) {
                    margins[row * groups + group] = model.baseMargin(group);
                }
            }
            for (int tree = 0; tree < forest.trees(); tree++) {
                int root = forest.roots[tree];
                int group = forest.groups[tree];
                for (int row = from; row < to; row++) {
                    margins[row * groups + group] += forest.leaf(root, rows, row * features);
                }
            }
        }
    }

    /// Fills `predictions` (count x groups) with what the objective makes of the margins.
    ///
    /// @param rows count x features, row after row, NaN where a value is missing
    public void predictions(float[] rows, int count, float[] predictions) {
        margins(rows, count, predictions);
        int groups = model.groups();
        for (int row = 0; row < count; row++) {
            model.objective().predict(predictions, row * groups, groups);
        }
    }
}
