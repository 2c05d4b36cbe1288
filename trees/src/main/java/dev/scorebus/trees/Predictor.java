package dev.scorebus.trees;

/// Predicts rows as XGBoost does: a value less than a threshold goes left, and the leaves' values are added to the base margin in
/// the order of the trees, in `float`. Allocates nothing per call; for one thread at a time.
public final class Predictor {
    private static final int BLOCK = 64;

    /// From how many rows on it pays to encode them first.
    private static final int FEWEST = 4;

    private final TreeEnsemble model;
    private final Forest forest;
    private final int[] starts = new int[BLOCK];
    private final int[][] codes;

    Predictor(TreeEnsemble model) {
        this.model = model;
        this.forest = model.forest;
        this.codes = new int[model.columns.count()][BLOCK];
    }

    /// Fills `margins` (count x groups) with the raw predictions.
    ///
    /// @param rows count x features, row after row, NaN where a value is missing
    public void margins(float[] rows, int count, float[] margins) {
        int groups = model.groups();
        model.checkRows(rows, count);
        TreeEnsemble.checkRoom(margins, (long) count * groups);
        for (int row = 0; row < count; row++) {
            for (int group = 0; group < groups; group++) {
                margins[row * groups + group] = model.baseMargin(group);
            }
        }
        for (int from = 0; from < count; from += BLOCK) {
            int lanes = Math.min(BLOCK, count - from);
            for (int lane = 0; lane < lanes; lane++) {
                starts[lane] = (from + lane) * model.features();
            }
            boolean encoded = lanes >= FEWEST;
            if (encoded) {
                model.columns.encode(rows, starts, lanes, codes);
            }
            for (int tree = 0; tree < forest.trees(); tree++) {
                int place = from * groups + forest.groups[tree];
                if (encoded && model.columns.depths[tree] != Columns.BY_SETS) {
                    addEncoded(tree, lanes, margins, place);
                } else {
                    add(tree, lanes, rows, margins, place);
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

    private void add(int tree, int lanes, float[] rows, float[] margins, int place) {
        int groups = model.groups();
        for (int lane = 0; lane < lanes; lane++) {
            margins[place + lane * groups] += forest.leaf(forest.roots[tree], rows, starts[lane]);
        }
    }

    /// Takes as many steps for each row as the tree is deep, without a branch that the processor could guess wrongly; a row that
    /// has reached its leaf stays there.
    private void addEncoded(int tree, int lanes, float[] margins, int place) {
        int[] right = forest.right;
        int[] column = model.columns.column;
        int[] rank = model.columns.rank;
        int groups = model.groups();
        int root = forest.roots[tree];
        int depth = model.columns.depths[tree];
        for (int lane = 0; lane < lanes; lane++) {
            int node = root;
            for (int step = 0; step < depth; step++) {
                int left = (codes[column[node]][lane] - rank[node]) >> 31;
                node = right[node] ^ ((right[node] ^ (node + 1)) & left);
            }
            margins[place + lane * groups] += forest.value[node];
        }
    }
}
