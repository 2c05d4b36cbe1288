package dev.scorebus.trees;

import java.util.Arrays;

/// Checks that parsed trees are trees and lays them out as a [Forest].
final class ForestBuilder {
    private final ParsedModel model;
    private final ReadLimits limits;
    private final int[] roots;
    private final int[] right;
    private final int[] feature;
    private final boolean[] missingLeft;
    private final float[] value;
    private final int[] categories;
    private final float[] share;
    private int[] words = new int[16];
    private int wordCount;
    private int nodeCount;

    private ForestBuilder(ParsedModel model, ReadLimits limits) {
        this.model = model;
        this.limits = limits;
        int nodes = model.trees.stream().mapToInt(ParsedTree::nodes).sum();
        roots = new int[model.trees.size() + 1];
        right = new int[nodes];
        feature = new int[nodes];
        missingLeft = new boolean[nodes];
        value = new float[nodes];
        categories = new int[nodes];
        share = new float[nodes];
    }

    static Forest build(ParsedModel model, ReadLimits limits) throws InvalidModelException {
        ForestBuilder builder = new ForestBuilder(model, limits);
        for (int tree = 0; tree < model.trees.size(); tree++) {
            builder.append(tree, model.trees.get(tree));
        }
        return builder.forest();
    }

    private Forest forest() {
        roots[model.trees.size()] = nodeCount;
        return new Forest(
                roots,
                model.treeGroups,
                Arrays.copyOf(right, nodeCount),
                Arrays.copyOf(feature, nodeCount),
                Arrays.copyOf(missingLeft, nodeCount),
                Arrays.copyOf(value, nodeCount),
                Arrays.copyOf(categories, nodeCount),
                Arrays.copyOf(words, wordCount),
                Arrays.copyOf(share, nodeCount));
    }

    /// A node that is still to be laid out.
    ///
    /// @param node its number in the file
    /// @param parent its parent's number in the file, its own for the root
    /// @param rightOf the laid-out node whose right child it is, or -1
    /// @param depth how many splits are above it
    private record Pending(int node, int parent, int rightOf, int depth) {}

    private void append(int index, ParsedTree tree) throws InvalidModelException {
        roots[index] = nodeCount;
        int[] sets = categorySets(index, tree);
        boolean[] seen = new boolean[tree.nodes()];
        Pending[] stack = new Pending[limits.treeDepth() + 2];
        stack[0] = new Pending(0, 0, -1, 0);
        for (int height = 1; height > 0; ) {
            Pending pending = stack[--height];
            int node = pending.node;
            if (seen[node]) {
                throw invalid(index, node, "it is reached twice, so this is no tree");
            }
            seen[node] = true;
            int laid = layOut(index, tree, sets, pending);
            if (tree.left[node] == -1) {
                continue;
            }
            if (pending.depth == limits.treeDepth()) {
                throw invalid(index, node, "the tree is deeper than " + limits.treeDepth());
            }
            stack[height++] = new Pending(tree.right[node], node, laid, pending.depth + 1);
            stack[height++] = new Pending(tree.left[node], node, -1, pending.depth + 1);
        }
    }

    private int layOut(int index, ParsedTree tree, int[] sets, Pending pending)
            throws InvalidModelException {
        int node = pending.node;
        checkNode(index, tree, node, sets[node] == Forest.NUMERIC);
        int laid = nodeCount++;
        if (pending.rightOf >= 0) {
            right[pending.rightOf] = laid;
        }
        right[laid] = laid;
        share[laid] = share(tree.cover[node], tree.cover[pending.parent]);
        value[laid] = tree.condition[node];
        categories[laid] = sets[node];
        if (tree.left[node] != -1) {
            feature[laid] = tree.feature[node];
            missingLeft[laid] = tree.defaultLeft[node] != 0;
        }
        return laid;
    }

    /// Where a parent has no weight its children count half each, as in newer XGBoost (older ones divide by zero).
    private static float share(float cover, float parentCover) {
        return parentCover == 0 ? 0.5f : cover / parentCover;
    }

    private void checkNode(int index, ParsedTree tree, int node, boolean numeric)
            throws InvalidModelException {
        if (!(tree.cover[node] >= 0 && tree.cover[node] < Float.POSITIVE_INFINITY)) {
            throw invalid(index, node, "sum_hessian is " + tree.cover[node]);
        }
        int left = tree.left[node];
        int right = tree.right[node];
        boolean leaf = left == -1 && right == -1;
        if (leaf && !Float.isFinite(tree.condition[node])) {
            throw invalid(index, node, "the leaf's value is " + tree.condition[node]);
        }
        if (leaf) {
            return;
        }
        int nodes = tree.nodes();
        if (left < 1 || left >= nodes || right < 1 || right >= nodes) {
            throw invalid(
                    index,
                    node,
                    "its children are %d and %d, there are nodes 0 to %d"
                            .formatted(left, right, nodes - 1));
        }
        if (tree.feature[node] < 0 || tree.feature[node] >= model.features) {
            throw invalid(
                    index,
                    node,
                    "it tests feature %d, there are %d"
                            .formatted(tree.feature[node], model.features));
        }
        if (numeric && Float.isNaN(tree.condition[node])) {
            throw invalid(index, node, "its threshold is not a number");
        }
        if (!(tree.cover[left] <= tree.cover[node] * 1.01f + 1e-6f
                && tree.cover[right] <= tree.cover[node] * 1.01f + 1e-6f)) {
            throw invalid(index, node, "its sum_hessian is less than a child's");
        }
    }

    /// By node of the file, where its set of categories begins in `words`.
    private int[] categorySets(int index, ParsedTree tree) throws InvalidModelException {
        int[] sets = new int[tree.nodes()];
        Arrays.fill(sets, Forest.NUMERIC);
        for (int entry = 0; entry < tree.categoryNodes.length; entry++) {
            int node = tree.categoryNodes[entry];
            if (node < 0 || node >= sets.length || sets[node] != Forest.NUMERIC) {
                throw invalid(index, node, "categories_nodes names it wrongly or twice");
            }
            long from = tree.categorySegments[entry];
            long to = from + tree.categorySizes[entry];
            if (from < 0 || to < from || to > tree.categories.length) {
                throw invalid(
                        index,
                        node,
                        "its categories are %d to %d, there are %d"
                                .formatted(from, to, tree.categories.length));
            }
            sets[node] = appendSet(index, node, tree.categories, (int) from, (int) to);
        }
        for (int node = 0; node < tree.splitType.length; node++) {
            if ((tree.splitType[node] == 1) != (sets[node] != Forest.NUMERIC)) {
                throw invalid(index, node, "split_type and categories_nodes disagree");
            }
        }
        return sets;
    }

    private int appendSet(int index, int node, int[] categories, int from, int to)
            throws InvalidModelException {
        int most = -1;
        for (int at = from; at < to; at++) {
            if (categories[at] < 0) {
                throw invalid(index, node, "it has the category " + categories[at]);
            }
            most = Math.max(most, categories[at]);
        }
        int size = most < 0 ? 0 : (most >>> 5) + 1;
        if (size > limits.categoryWords() - wordCount - 1) {
            throw invalid(
                    index,
                    node,
                    "the sets of categories need more than %d words"
                            .formatted(limits.categoryWords()));
        }
        int set = wordCount;
        wordCount += 1 + size;
        if (wordCount > words.length) {
            words = Arrays.copyOf(words, Math.max(2 * words.length, wordCount));
        }
        words[set] = size;
        for (int at = from; at < to; at++) {
            words[set + 1 + (categories[at] >>> 5)] |= 1 << categories[at];
        }
        return set;
    }

    private InvalidModelException invalid(int index, int node, String what) {
        return new InvalidModelException(
                "Node %d is invalid: %s, in learner.gradient_booster.model.trees[%d] (byte %d)"
                        .formatted(node, what, index, model.trees.get(index).offset));
    }
}
