package dev.scorebus.trees;

import java.util.Arrays;
import java.util.Objects;

/// Explains rows by their exact path-dependent Shapley values, as XGBoost's `predictContrib` does: one contribution per feature
/// and a bias (what the model predicts when nothing is known of the row), which add up to the margin. Allocates nothing per
/// call; for one thread at a time.
///
/// Rows are explained in blocks of [#BLOCK]; more rows per call cost less each. A row's numbers do not depend on the rows beside
/// it.
public final class Explainer {
    /// How many rows are explained at once.
    public static final int BLOCK = BlockWalk.LANES;

    /// From how many rows on a block is faster than one row after the other.
    private static final int FEWEST = 16;

    private final TreeEnsemble model;
    private final BlockWalk block;
    private final RowWalk single;
    private final int[] starts = new int[BLOCK];
    private final int[] places = new int[BLOCK];

    Explainer(TreeEnsemble model) {
        this.model = model;
        this.block = new BlockWalk(model.forest, model.columns, model.plan);
        this.single = new RowWalk(model.forest, model.columns, model.plan);
    }

    /// Fills `out` (count x groups x (features + 1), the bias last) with the contributions to each group's margin.
    ///
    /// @param rows count x features, row after row, NaN where a value is missing
    public void contributions(float[] rows, int count, float[] out) {
        int groups = model.groups();
        int width = model.features() + 1;
        model.checkRows(rows, count);
        TreeEnsemble.checkRoom(out, (long) count * groups * width);
        for (int from = 0; from < count; from += BLOCK) {
            int lanes = Math.min(BLOCK, count - from);
            for (int group = 0; group < groups; group++) {
                for (int lane = 0; lane < lanes; lane++) {
                    starts[lane] = (from + lane) * model.features();
                    places[lane] = ((from + lane) * groups + group) * width;
                }
                explain(group, lanes, rows, out);
            }
        }
    }

    /// Fills `out` (count x (features + 1), the bias last) with the contributions to the margin of group `group[i]` for row i.
    ///
    /// @param rows count x features, row after row, NaN where a value is missing
    public void contributions(float[] rows, int count, int[] group, float[] out) {
        int width = model.features() + 1;
        model.checkRows(rows, count);
        TreeEnsemble.checkRoom(out, (long) count * width);
        for (int row = 0; row < count; row++) {
            Objects.checkIndex(group[row], model.groups());
        }
        for (int wanted = 0; wanted < model.groups(); wanted++) {
            int lanes = 0;
            for (int row = 0; row < count; row++) {
                if (group[row] == wanted) {
                    starts[lanes] = row * model.features();
                    places[lanes++] = row * width;
                }
                if (lanes == BLOCK || (row == count - 1 && lanes > 0)) {
                    explain(wanted, lanes, rows, out);
                    lanes = 0;
                }
            }
        }
    }

    /// Explains one group for the rows that begin at `starts`, to the places in `out`.
    private void explain(int group, int lanes, float[] rows, float[] out) {
        for (int lane = 0; lane < lanes; lane++) {
            Arrays.fill(out, places[lane], places[lane] + model.features(), 0);
            out[places[lane] + model.features()] = model.bias(group);
        }
        if (lanes >= FEWEST) {
            explainTogether(group, lanes, rows, out);
        } else {
            explainEach(group, lanes, rows, out);
        }
    }

    private void explainTogether(int group, int lanes, float[] rows, float[] out) {
        block.take(rows, starts, lanes);
        for (int tree : model.treesOf(group)) {
            block.add(tree);
        }
        int[] tested = model.plan.tested;
        for (int slot = 0; slot < tested.length; slot++) {
            for (int lane = 0; lane < lanes; lane++) {
                out[places[lane] + tested[slot]] = block.total(slot, lane);
            }
        }
    }

    private void explainEach(int group, int lanes, float[] rows, float[] out) {
        int[] tested = model.plan.tested;
        for (int lane = 0; lane < lanes; lane++) {
            single.take(rows, starts[lane]);
            for (int tree : model.treesOf(group)) {
                single.add(tree);
            }
            for (int slot = 0; slot < tested.length; slot++) {
                out[places[lane] + tested[slot]] = single.total(slot);
            }
        }
    }
}
