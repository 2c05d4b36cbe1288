package dev.scorebus.trees;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// A tree as its definition says, for tests: without a trick, and slow.
sealed interface SmallTree {
    double cover();

    record Leaf(float value, float cover0) implements SmallTree {
        @Override
        public double cover() {
            return cover0;
        }
    }

    /// A split; its left child takes what is less than the threshold.
    ///
    /// @param categories those that go right; empty for a split by number
    record Split(
            int feature,
            float threshold,
            Set<Integer> categories,
            boolean missingLeft,
            SmallTree left,
            SmallTree right)
            implements SmallTree {
        @Override
        public double cover() {
            return left.cover() + right.cover();
        }

        SmallTree follow(float x) {
            boolean goesLeft =
                    Float.isNaN(x)
                            ? missingLeft
                            : categories.isEmpty() ? x < threshold : !categories.contains((int) x);
            return goesLeft ? left : right;
        }
    }

    /// What the tree says of a row of which only the features in the set of bits are known: the others' splits are averaged by
    /// their training weight.
    default double value(float[] row, int known) {
        return switch (this) {
            case Leaf leaf -> leaf.value;
            case Split split when (known >>> split.feature & 1) != 0 ->
                    split.follow(row[split.feature]).value(row, known);
            case Split split ->
                    (split.left.cover() * split.left.value(row, known)
                                    + split.right.cover() * split.right.value(row, known))
                            / split.cover();
        };
    }

    /// The Shapley value of a feature, from the definition: what it adds, averaged over all orders in which the features may
    /// become known.
    default double shapley(float[] row, int feature) {
        int features = row.length;
        double sum = 0;
        for (int known = 0; known < 1 << features; known++) {
            if ((known >>> feature & 1) == 0) {
                int size = Integer.bitCount(known);
                double orders = factorial(size) * factorial(features - size - 1);
                double added = value(row, known | 1 << feature) - value(row, known);
                sum += orders / factorial(features) * added;
            }
        }
        return sum;
    }

    private static double factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }

    /// A random tree; a feature of even number is split by category in a third of its splits.
    static SmallTree random(Random random, int features, int depth) {
        if (depth == 0 || random.nextInt(8) == 0) {
            float cover = random.nextInt(6) == 0 ? 0.01f : 1 + random.nextInt(50);
            return new Leaf((float) random.nextGaussian(), cover);
        }
        int feature = random.nextInt(features);
        Set<Integer> categories = new TreeSet<>();
        if (feature % 2 == 0 && random.nextInt(3) == 0) {
            random.ints(1 + random.nextInt(4), 0, 40).forEach(categories::add);
        }
        return new Split(
                feature,
                random.nextInt(36) + (random.nextBoolean() ? 0.5f : 0),
                categories,
                random.nextBoolean(),
                random(random, features, depth - 1),
                random(random, features, depth - 1));
    }

    /// The nodes in the order in which XGBoost numbers them: children behind their parents.
    default List<SmallTree> nodes() {
        List<SmallTree> nodes = new ArrayList<>(List.of(this));
        for (int at = 0; at < nodes.size(); at++) {
            if (nodes.get(at) instanceof Split split) {
                nodes.add(split.left);
                nodes.add(split.right);
            }
        }
        return nodes;
    }
}
