package dev.scorebus.trees;

import java.util.Arrays;

/// Measures the paths of trees, and finds for each split the one above it that tests the same feature.
final class PathShapes {
    private final Forest forest;
    private final int[] above;
    private int[] path = new int[16];
    private int distinct;
    private int records;
    private int depth;

    /// @param above filled by node: 0, or 1 + the level of the nearest split above that tests the same feature
    PathShapes(Forest forest, int[] above) {
        this.forest = forest;
        this.above = above;
    }

    /// Measures one tree.
    void measure(int tree) {
        distinct = 0;
        records = 0;
        visit(forest.roots[tree], 0, 0);
    }

    /// The most distinct features that any path of the tree tests.
    int distinct() {
        return distinct;
    }

    /// How many times the walk needs constants: once for each edge, but once for two leaves of one split.
    int records() {
        return records;
    }

    /// The most splits on any path of the trees measured so far.
    int depth() {
        return depth;
    }

    private void visit(int node, int level, int distinctAbove) {
        if (forest.isLeaf(node)) {
            distinct = Math.max(distinct, distinctAbove);
            depth = Math.max(depth, level);
            return;
        }
        int earlier = level;
        while (earlier > 0 && path[earlier - 1] != forest.feature[node]) {
            earlier--;
        }
        above[node] = earlier;
        if (level == path.length) {
            path = Arrays.copyOf(path, 2 * level);
        }
        path[level] = forest.feature[node];
        int right = forest.right[node];
        records += forest.isLeaf(node + 1) && forest.isLeaf(right) ? 1 : 2;
        int distinctHere = distinctAbove + (earlier == 0 ? 1 : 0);
        visit(node + 1, level + 1, distinctHere);
        visit(right, level + 1, distinctHere);
    }
}
