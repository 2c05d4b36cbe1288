package dev.scorebus.trees;

import java.util.Arrays;

/// All trees of a model in flat arrays, each tree in the order of a walk: a node's left child follows it, its right child
/// follows the left one's subtree. So every array is read forwards and a node stores one child.
final class Forest {
    /// The first node of each tree, and behind them the number of nodes.
    final int[] roots;

    /// The group that each tree adds to.
    final int[] groups;

    /// The right child of a split; a leaf has itself here.
    final int[] right;

    /// What a split tests.
    final int[] feature;

    /// Whether a missing value goes left.
    final boolean[] missingLeft;

    /// The value of a leaf; the threshold of a split by number, which lesser values pass to the left.
    final float[] value;

    /// Where the categories of a split by category begin in `words`: first their number of words, then the words, bit by bit.
    /// The categories that are set go right. For a split by number [#NUMERIC].
    final int[] categories;

    final int[] words;

    /// The share of a node in its parent's training weight.
    final float[] share;

    static final int NUMERIC = -1;
    private static final int BEYOND_CATEGORIES = 1 << 24;

    Forest(
            int[] roots,
            int[] groups,
            int[] right,
            int[] feature,
            boolean[] missingLeft,
            float[] value,
            int[] categories,
            int[] words,
            float[] share) {
        this.roots = roots;
        this.groups = groups;
        this.right = right;
        this.feature = feature;
        this.missingLeft = missingLeft;
        this.value = value;
        this.categories = categories;
        this.words = words;
        this.share = share;
    }

    int trees() {
        return groups.length;
    }

    int nodes() {
        return right.length;
    }

    boolean isLeaf(int node) {
        return right[node] == node;
    }

    /// The code of a category: itself, or one that no split knows where the number is none. XGBoost cuts fractions off.
    static int category(float value) {
        return value >= 0 && value < BEYOND_CATEGORIES ? (int) value : BEYOND_CATEGORIES;
    }

    /// Whether a category is among those that go right at a set that begins at `set`.
    static boolean contains(int[] words, int set, int category) {
        int word = category >>> 5;
        return word < words[set] && (words[set + 1 + word] >>> category & 1) != 0;
    }

    /// The value of the leaf that a row reaches; `row` is where it begins in `rows`.
    float leaf(int root, float[] rows, int row) {
        int node = root;
        while (right[node] != node) {
            float x = rows[row + feature[node]];
            node = goesLeft(node, x) ? node + 1 : right[node];
        }
        return value[node];
    }

    private boolean goesLeft(int node, float x) {
        if (Float.isNaN(x)) {
            return missingLeft[node];
        }
        int set = categories[node];
        return set == NUMERIC ? x < value[node] : !contains(words, set, category(x));
    }

    /// What a tree predicts when nothing is known of the row: its leaves' values, weighed by their shares.
    double expected(int tree) {
        int root = roots[tree];
        double[] mean = new double[roots[tree + 1] - root];
        for (int node = roots[tree + 1] - 1; node >= root; node--) {
            mean[node - root] =
                    isLeaf(node)
                            ? value[node]
                            : share[node + 1] * mean[node + 1 - root]
                                    + share[right[node]] * mean[right[node] - root];
        }
        return mean[0];
    }

    /// The distinct features that splits test, in rising order.
    int[] testedFeatures() {
        int[] tested = new int[nodes()];
        int count = 0;
        for (int node = 0; node < nodes(); node++) {
            if (!isLeaf(node)) {
                tested[count++] = feature[node];
            }
        }
        return Arrays.stream(tested, 0, count).sorted().distinct().toArray();
    }
}
