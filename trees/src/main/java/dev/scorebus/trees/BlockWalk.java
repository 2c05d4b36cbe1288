package dev.scorebus.trees;

import java.util.Arrays;

/// Walks trees for a block of rows at once, one row per lane; see [ExplanationPlan] for what it computes.
final class BlockWalk {
    static final int LANES = 256;

    private final Forest forest;
    private final Columns columns;
    private final ExplanationPlan plan;

    /// By column, the rows' codes.
    private final int[][] codes;

    /// By 1 + level: o, whether the rows pass all tests so far on the feature that the level's split tests; 1 at 0.
    private final float[][] passed;

    /// By level and point: P, and H.
    private final float[][] products;

    private final float[][] sums;

    /// By slot: the contributions of the tree that is walked, and of all trees so far.
    private final float[][] ofTree;

    private final float[][] totals;

    private int lanes;
    private int points;
    private int cursor;

    BlockWalk(Forest forest, Columns columns, ExplanationPlan plan) {
        this.forest = forest;
        this.columns = columns;
        this.plan = plan;
        int most = plan.weights.length - 1;
        codes = new int[columns.count()][LANES];
        passed = new float[plan.depth + 1][LANES];
        products = new float[plan.depth * most][LANES];
        sums = new float[plan.depth * most][LANES];
        ofTree = new float[plan.tested.length][LANES];
        totals = new float[plan.tested.length][LANES];
        Arrays.fill(passed[0], 1);
    }

    /// Takes in the rows to explain; `starts` says where each begins in `rows`.
    void take(float[] rows, int[] starts, int count) {
        lanes = count;
        for (float[] total : totals) {
            Arrays.fill(total, 0);
        }
        columns.encode(rows, starts, count, codes);
    }

    /// Adds a tree's contributions to the totals.
    void add(int tree) {
        int root = forest.roots[tree];
        if (forest.isLeaf(root)) {
            return;
        }
        points = plan.points[tree];
        cursor = plan.constantsOf[tree];
        for (int k = 0; k < points; k++) {
            Arrays.fill(products[k], plan.weights[points][k]);
        }
        split(root, 0);
        for (int slot : plan.slotsOf[tree]) {
            Lanes.drain(totals[slot], ofTree[slot], lanes);
        }
    }

    float total(int slot, int lane) {
        return totals[slot][lane];
    }

    private void split(int node, int level) {
        float[] above = passed[plan.above[node]];
        float[] taken = passed[level + 1];
        int[] code = codes[columns.column[node]];
        if (forest.categories[node] == Forest.NUMERIC) {
            Lanes.less(taken, above, code, columns.rank[node], lanes);
        } else {
            Lanes.notIn(taken, above, code, forest.words, forest.categories[node], lanes);
        }
        for (int k = 0; k < points; k++) {
            Arrays.fill(sums[level * points + k], 0);
        }
        float[] phi = ofTree[plan.slot[node]];
        int left = node + 1;
        int right = forest.right[node];
        if (forest.isLeaf(left) && forest.isLeaf(right)) {
            leaves(level, phi, above, taken);
            return;
        }
        side(left, level, phi, above, taken);
        Lanes.other(taken, above, lanes);
        side(right, level, phi, above, taken);
    }

    private void side(int child, int level, float[] phi, float[] above, float[] taken) {
        if (forest.isLeaf(child)) {
            leaves(level, phi, above, taken);
            return;
        }
        float[] c = plan.constants;
        int at = cursor;
        int here = level * points;
        int below = here + points;
        for (int k = 0; k < points; k++) {
            int e = at + k * ExplanationPlan.STRIDE;
            Lanes.down(
                    products[below + k],
                    products[here + k],
                    above,
                    taken,
                    c[e],
                    c[e + 1],
                    c[e + 2],
                    lanes);
        }
        cursor += points * ExplanationPlan.STRIDE;
        split(child, level + 1);
        for (int k = 0; k < points; k++) {
            int e = at + k * ExplanationPlan.STRIDE;
            Lanes.up(sums[here + k], sums[below + k], phi, above, taken, c[e + 3], c[e + 4], lanes);
        }
    }

    private void leaves(int level, float[] phi, float[] above, float[] taken) {
        float[] c = plan.constants;
        for (int k = 0; k < points; k++) {
            int e = cursor;
            cursor += ExplanationPlan.STRIDE;
            Lanes.leaf(
                    sums[level * points + k],
                    products[level * points + k],
                    phi,
                    above,
                    taken,
                    c[e],
                    c[e + 1],
                    c[e + 2],
                    c[e + 3],
                    c[e + 4],
                    lanes);
        }
    }
}
