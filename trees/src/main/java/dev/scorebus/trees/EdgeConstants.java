package dev.scorebus.trees;

/// Computes the constants of [ExplanationPlan] for one tree.
final class EdgeConstants {
    private final Forest forest;
    private final int[] above;
    private final Quadrature quadrature;
    private final float[] constants;

    /// By 1 + level: the product of the shares of the edges on the path down to there that test the level's feature; 1 at 0.
    private final double[] shares;

    private int cursor;

    EdgeConstants(Forest forest, int[] above, Quadrature quadrature, float[] constants, int depth) {
        this.forest = forest;
        this.above = above;
        this.quadrature = quadrature;
        this.constants = constants;
        this.shares = new double[depth + 1];
        shares[0] = 1;
    }

    /// Fills the constants of the tree with the given root, from the given place on.
    void fill(int root, int from) {
        cursor = from;
        if (!forest.isLeaf(root)) {
            visit(root, 0);
        }
    }

    private void visit(int node, int level) {
        int left = node + 1;
        int right = forest.right[node];
        double before = shares[above[node]];
        if (forest.isLeaf(left) && forest.isLeaf(right)) {
            for (double t : quadrature.points()) {
                leaf(t, before, left).with(leaf(t, before, right)).store();
            }
            return;
        }
        side(left, level, before);
        side(right, level, before);
    }

    private void side(int child, int level, double before) {
        boolean leaf = forest.isLeaf(child);
        for (double t : quadrature.points()) {
            (leaf ? leaf(t, before, child) : inner(t, before, child)).store();
        }
        if (!leaf) {
            shares[level + 1] = before * forest.share[child];
            visit(child, level + 1);
        }
    }

    private static double b(double t, double z) {
        return 1 / (t + (1 - t) * z);
    }

    private Edge inner(double t, double before, int child) {
        double share = forest.share[child];
        double c = t * b(t, before);
        return new Edge(share, -c * share, c, -b(t, before), b(t, before * share));
    }

    /// With f and g as of an inner edge, H = v P f; in the two cases where g is not 0 (o' = 1, o = 0 and o' = o = 1) that makes
    /// v P times the product of f and g.
    private Edge leaf(double t, double before, int child) {
        Edge edge = inner(t, before, child);
        double value = forest.value[child];
        double notTaken = value * (edge.f0 + edge.f1) * edge.g1;
        double taken = value * (edge.f0 + edge.f1 + edge.f2) * (edge.g1 + edge.g2);
        return new Edge(
                value * edge.f0, value * edge.f1, value * edge.f2, notTaken, taken - notTaken);
    }

    private final class Edge {
        private final double f0;
        private final double f1;
        private final double f2;
        private final double g1;
        private final double g2;

        Edge(double f0, double f1, double f2, double g1, double g2) {
            this.f0 = f0;
            this.f1 = f1;
            this.f2 = f2;
            this.g1 = g1;
            this.g2 = g2;
        }

        /// This left edge and a right one as functions of the left one's o: the right one's is o' - o.
        Edge with(Edge right) {
            return new Edge(
                    f0 + right.f0,
                    f1 + right.f1 + right.f2,
                    f2 - right.f2,
                    g1 + right.g1 + right.g2,
                    g2 - right.g2);
        }

        void store() {
            constants[cursor++] = (float) f0;
            constants[cursor++] = (float) f1;
            constants[cursor++] = (float) f2;
            constants[cursor++] = (float) g1;
            constants[cursor++] = (float) g2;
        }
    }
}
