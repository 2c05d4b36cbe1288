package dev.scorebus.trees;

import java.util.Arrays;

/// Turns the features that splits test into whole numbers, so that a split is one subtraction: a number becomes the count of
/// the model's thresholds on its feature that it is not less than. A missing value becomes a code that is left of every split,
/// or right of every split; so a feature has a column for each way that splits send missing values, and for each kind of split.
final class Columns {
    private static final int KINDS = 4;
    private static final int BY_CATEGORY = 2;
    private static final int MISSING_RIGHT = 1;

    /// Codes of missing values: less and greater than the rank of any threshold.
    private static final int LEFTMOST = -1;

    private static final int RIGHTMOST = 1 << 30;
    private static final int OF_LEAF = LEFTMOST - 1;

    /// The code of a missing value that goes right where a split is by category.
    static final int RIGHT_OF_CATEGORIES = -1;

    /// By node: the column that a split tests, and for a split by number the rank that lesser codes are left of. No code is
    /// left of a leaf.
    final int[] column;

    final int[] rank;

    /// By tree: its depth, or [#BY_SETS] where some of its splits are by category.
    final int[] depths;

    static final int BY_SETS = -1;

    /// By column: its feature and its kind.
    private final int[] features;

    private final int[] kinds;

    /// By column of a split by number: the thresholds on its feature, rising.
    private final float[][] thresholds;

    Columns(Forest forest, int[] tested) {
        float[][] thresholdsOf = thresholds(forest, tested);
        column = new int[forest.nodes()];
        rank = new int[forest.nodes()];
        int[] columnOf = new int[tested.length * KINDS];
        int count = 0;
        for (int node = 0; node < forest.nodes(); node++) {
            rank[node] = OF_LEAF;
            if (!forest.isLeaf(node)) {
                int slot = Arrays.binarySearch(tested, forest.feature[node]);
                int key = slot * KINDS + kind(forest, node);
                if (columnOf[key] == 0) {
                    columnOf[key] = ++count;
                }
                column[node] = columnOf[key] - 1;
                rank[node] = countUpTo(thresholdsOf[slot], forest.value[node]);
            }
        }
        depths = new int[forest.trees()];
        Arrays.setAll(depths, tree -> depth(forest, tree));
        features = new int[count];
        kinds = new int[count];
        thresholds = new float[count][];
        for (int key = 0; key < columnOf.length; key++) {
            int index = columnOf[key] - 1;
            if (index >= 0) {
                features[index] = tested[key / KINDS];
                kinds[index] = key % KINDS;
                thresholds[index] = thresholdsOf[key / KINDS];
            }
        }
    }

    int count() {
        return features.length;
    }

    /// Fills `codes`, by column and lane, for the rows that begin at `starts`.
    void encode(float[] rows, int[] starts, int lanes, int[][] codes) {
        for (int column = 0; column < codes.length; column++) {
            int[] code = codes[column];
            for (int lane = 0; lane < lanes; lane++) {
                code[lane] = code(column, rows, starts[lane]);
            }
        }
    }

    /// The code of a column for the row that begins at `row`.
    int code(int column, float[] rows, int row) {
        float x = rows[row + features[column]];
        int kind = kinds[column];
        boolean missingRight = (kind & MISSING_RIGHT) != 0;
        if ((kind & BY_CATEGORY) != 0) {
            return Float.isNaN(x) && missingRight ? RIGHT_OF_CATEGORIES : Forest.category(x);
        }
        if (Float.isNaN(x)) {
            return missingRight ? RIGHTMOST : LEFTMOST;
        }
        return countUpTo(thresholds[column], x);
    }

    /// 1 where a code is left of a node's split, else 0.
    int left(Forest forest, int node, int code) {
        int set = forest.categories[node];
        if (set == Forest.NUMERIC) {
            return (code - rank[node]) >>> 31;
        }
        return code != RIGHT_OF_CATEGORIES && !Forest.contains(forest.words, set, code) ? 1 : 0;
    }

    private static int depth(Forest forest, int tree) {
        int root = forest.roots[tree];
        int[] levels = new int[forest.roots[tree + 1] - root];
        int deepest = 0;
        for (int node = root; node < forest.roots[tree + 1]; node++) {
            int level = levels[node - root];
            deepest = Math.max(deepest, level);
            if (!forest.isLeaf(node)) {
                if (forest.categories[node] != Forest.NUMERIC) {
                    return BY_SETS;
                }
                levels[node + 1 - root] = level + 1;
                levels[forest.right[node] - root] = level + 1;
            }
        }
        return deepest;
    }

    private static int kind(Forest forest, int node) {
        return (forest.categories[node] == Forest.NUMERIC ? 0 : BY_CATEGORY)
                + (forest.missingLeft[node] ? 0 : MISSING_RIGHT);
    }

    /// The thresholds on each tested feature, rising.
    private static float[][] thresholds(Forest forest, int[] tested) {
        int[] counts = new int[tested.length];
        float[][] thresholds = new float[tested.length][];
        int[] slots = new int[forest.nodes()];
        for (int node = 0; node < forest.nodes(); node++) {
            slots[node] = -1;
            if (!forest.isLeaf(node) && forest.categories[node] == Forest.NUMERIC) {
                slots[node] = Arrays.binarySearch(tested, forest.feature[node]);
                counts[slots[node]]++;
            }
        }
        for (int slot = 0; slot < tested.length; slot++) {
            thresholds[slot] = new float[counts[slot]];
        }
        for (int node = 0; node < forest.nodes(); node++) {
            if (slots[node] >= 0) {
                thresholds[slots[node]][--counts[slots[node]]] = forest.value[node];
            }
        }
        for (int slot = 0; slot < tested.length; slot++) {
            thresholds[slot] = risingDistinct(thresholds[slot]);
        }
        return thresholds;
    }

    /// Sorts, and drops what equals the one before: -0 and 0 are one threshold.
    private static float[] risingDistinct(float[] numbers) {
        Arrays.sort(numbers);
        int count = 0;
        for (float number : numbers) {
            if (count == 0 || numbers[count - 1] < number) {
                numbers[count++] = number;
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    /// How many of the rising numbers are not greater than x.
    private static int countUpTo(float[] rising, float x) {
        int from = 0;
        int to = rising.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (rising[middle] <= x) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
