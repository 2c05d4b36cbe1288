package dev.scorebus.trees;

import java.util.Arrays;

/// What an explanation needs to know of a forest before it sees a row.
///
/// A leaf of value v, on whose path lie tests on some features, says for a set S of known features: v times o_i for each of the
/// path's features in S, times z_i for each of the others; o_i is 1 where the row passes all of the path's tests on i, else 0,
/// and z_i is the product of those tests' shares of the training weight. The Shapley value of i in this game is
///
///     (o_i - z_i) v  integral over t from 0 to 1 of  product over j != i of (t o_j + (1 - t) z_j)
///
/// and quadrature gives the integral of that polynomial exactly, with half as many points as the path has features (see
/// Quadrature-TreeSHAP, arXiv 2605.04497, and path-dependent TreeSHAP, arXiv 1802.03888).
///
/// One walk over a tree does this for all leaves: downwards it carries, for each point t, the product P of all factors
/// t o + (1 - t) z; upwards it sums P v over the leaves below as H. An edge that tests i changes the factor of i from that of
/// the earlier tests on i (o', z', both 1 if there was none) to o = o' times (row takes the edge), z = z' times (share), so
///
///     P' = P (share + c (o - share o')),  c = t b(z'),  b(z) = 1 / (t + (1 - t) z)
///     phi_i += H (o b(z) - o' b(z'))
///
/// with the point's weight, divided by 1 - t, in P from the start. Both are linear in the two numbers o' and o, which are 0
/// or 1: P' = P (f0 + f1 o' + f2 o), phi += H (g1 o' + g2 o). These five constants per edge and point are computed here. An edge
/// to a leaf has H = v P', so it needs no second step when its g is multiplied by v P' / P beforehand, and two leaves of one
/// split can be taken together.
final class ExplanationPlan {
    /// Numbers per edge and point: f0, f1, f2, g1, g2.
    static final int STRIDE = 5;

    /// The distinct features that splits test, rising: their places are the slots.
    final int[] tested;

    /// By node: the slot of the feature that a split tests.
    final int[] slot;

    /// By node: 0, or 1 + the level of the nearest split above that tests the same feature.
    final int[] above;

    /// By tree: how many points, where its constants begin, and the slots that it tests.
    final int[] points;

    final int[] constantsOf;
    final int[][] slotsOf;

    /// In the order of the walk: for each left edge, then (when its subtree is done) each right edge, or once for two leaves.
    final float[] constants;

    /// By number of points: the weights, each divided by 1 - t.
    final float[][] weights;

    /// The number of splits on the longest path.
    final int depth;

    ExplanationPlan(Forest forest, ReadLimits limits) throws InvalidModelException {
        tested = forest.testedFeatures();
        slot = new int[forest.nodes()];
        above = new int[forest.nodes()];
        points = new int[forest.trees()];
        constantsOf = new int[forest.trees()];
        slotsOf = new int[forest.trees()][];
        PathShapes shapes = new PathShapes(forest, above);
        long needed = 0;
        for (int tree = 0; tree < forest.trees(); tree++) {
            constantsOf[tree] = (int) needed;
            shapes.measure(tree);
            points[tree] = (shapes.distinct() + 1) / 2;
            needed += (long) shapes.records() * points[tree] * STRIDE;
            if (needed > limits.constants()) {
                throw new InvalidModelException(
                        "Explaining this model takes more than %d constants; train fewer or less deep trees"
                                .formatted(limits.constants()));
            }
            slotsOf[tree] = slots(forest, tree);
        }
        depth = shapes.depth();
        constants = new float[(int) needed];
        Quadrature[] quadratures = new Quadrature[1 + Arrays.stream(points).max().orElse(0)];
        Arrays.setAll(quadratures, Quadrature::of);
        weights = Arrays.stream(quadratures).map(ExplanationPlan::weights).toArray(float[][]::new);
        for (int tree = 0; tree < forest.trees(); tree++) {
            new EdgeConstants(forest, above, quadratures[points[tree]], constants, depth)
                    .fill(forest.roots[tree], constantsOf[tree]);
        }
    }

    private int[] slots(Forest forest, int tree) {
        int from = forest.roots[tree];
        int to = forest.roots[tree + 1];
        int[] slots = new int[to - from];
        int count = 0;
        for (int node = from; node < to; node++) {
            if (!forest.isLeaf(node)) {
                slot[node] = Arrays.binarySearch(tested, forest.feature[node]);
                slots[count++] = slot[node];
            }
        }
        return Arrays.stream(slots, 0, count).sorted().distinct().toArray();
    }

    private static float[] weights(Quadrature quadrature) {
        float[] weights = new float[quadrature.points().length];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = (float) (quadrature.weights()[k] / (1 - quadrature.points()[k]));
        }
        return weights;
    }
}
