package dev.scorebus.trees;

import java.util.Arrays;

/// Walks trees for one row: what [BlockWalk] does for many, operation by operation the same, so that a row's numbers do not
/// depend on which of the two explains it.
final class RowWalk {
    private final Forest forest;
    private final Columns columns;
    private final ExplanationPlan plan;
    private final int[] codes;
    private final float[] passed;
    private final float[] products;
    private final float[] sums;
    private final float[] ofTree;
    private final float[] totals;
    private int points;
    private int cursor;

    RowWalk(Forest forest, Columns columns, ExplanationPlan plan) {
        this.forest = forest;
        this.columns = columns;
        this.plan = plan;
        int most = plan.weights.length - 1;
        codes = new int[columns.count()];
        passed = new float[plan.depth + 1];
        products = new float[plan.depth * most];
        sums = new float[plan.depth * most];
        ofTree = new float[plan.tested.length];
        totals = new float[plan.tested.length];
        passed[0] = 1;
    }

    /// Takes in the row that begins at `row`.
    void take(float[] rows, int row) {
        Arrays.fill(totals, 0);
        for (int column = 0; column < codes.length; column++) {
            codes[column] = columns.code(column, rows, row);
        }
    }

    /// Adds a tree's contributions to the totals.
    void add(int tree) {
        int root = forest.roots[tree];
        if (forest.isLeaf(root)) {
            return;
        }
        points = plan.points[tree];
        cursor = plan.constantsOf[tree];
        System.arraycopy(plan.weights[points], 0, products, 0, points);
        split(root, 0);
        for (int slot : plan.slotsOf[tree]) {
            totals[slot] += ofTree[slot];
            ofTree[slot] = 0;
        }
    }

    float total(int slot) {
        return totals[slot];
    }

    private void split(int node, int level) {
        float above = passed[plan.above[node]];
        float taken = above * columns.left(forest, node, codes[columns.column[node]]);
        int here = level * points;
        for (int k = 0; k < points; k++) {
            sums[here + k] = 0;
        }
        int slot = plan.slot[node];
        int left = node + 1;
        int right = forest.right[node];
        if (forest.isLeaf(left) && forest.isLeaf(right)) {
            leaves(here, slot, above, taken);
            return;
        }
        side(left, level, slot, above, taken);
        side(right, level, slot, above, above - taken);
    }

    private void side(int child, int level, int slot, float above, float taken) {
        int here = level * points;
        if (forest.isLeaf(child)) {
            leaves(here, slot, above, taken);
            return;
        }
        float[] c = plan.constants;
        int at = cursor;
        int below = here + points;
        for (int k = 0, e = at; k < points; k++, e += ExplanationPlan.STRIDE) {
            products[below + k] = products[here + k] * (c[e] + c[e + 1] * above + c[e + 2] * taken);
        }
        cursor += points * ExplanationPlan.STRIDE;
        passed[level + 1] = taken;
        split(child, level + 1);
        float phi = ofTree[slot];
        for (int k = 0, e = at; k < points; k++, e += ExplanationPlan.STRIDE) {
            float sum = sums[below + k];
            sums[here + k] += sum;
            phi += sum * (c[e + 3] * above + c[e + 4] * taken);
        }
        ofTree[slot] = phi;
    }

    private void leaves(int here, int slot, float above, float taken) {
        float[] c = plan.constants;
        float phi = ofTree[slot];
        int e = cursor;
        for (int k = 0; k < points; k++, e += ExplanationPlan.STRIDE) {
            float product = products[here + k];
            sums[here + k] += product * (c[e] + c[e + 1] * above + c[e + 2] * taken);
            phi += product * (c[e + 3] * above + c[e + 4] * taken);
        }
        cursor = e;
        ofTree[slot] = phi;
    }
}
