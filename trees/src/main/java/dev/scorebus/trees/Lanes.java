package dev.scorebus.trees;

/// Arithmetic on a block of rows, one row per lane. Each method is one plain loop whose arrays share the index, which is the
/// form that the just-in-time compiler turns into vector instructions.
final class Lanes {
    private Lanes() {}

    /// 1 where the lane is in `above` and its code is less than the rank, else 0.
    static void less(float[] taken, float[] above, int[] codes, int rank, int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            taken[lane] = above[lane] * ((codes[lane] - rank) >>> 31);
        }
    }

    /// 1 where the lane is in `above` and its category is not in the set, else 0.
    static void notIn(float[] taken, float[] above, int[] codes, int[] words, int set, int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            int code = codes[lane];
            boolean left =
                    code != Columns.RIGHT_OF_CATEGORIES && !Forest.contains(words, set, code);
            taken[lane] = left ? above[lane] : 0;
        }
    }

    /// Makes the lanes that go left those that go right.
    static void other(float[] taken, float[] above, int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            taken[lane] = above[lane] - taken[lane];
        }
    }

    static void down(
            float[] child,
            float[] parent,
            float[] above,
            float[] taken,
            float f0,
            float f1,
            float f2,
            int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            child[lane] = parent[lane] * (f0 + f1 * above[lane] + f2 * taken[lane]);
        }
    }

    static void up(
            float[] sum,
            float[] child,
            float[] phi,
            float[] above,
            float[] taken,
            float g1,
            float g2,
            int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            sum[lane] += child[lane];
            phi[lane] += child[lane] * (g1 * above[lane] + g2 * taken[lane]);
        }
    }

    static void leaf(
            float[] sum,
            float[] parent,
            float[] phi,
            float[] above,
            float[] taken,
            float f0,
            float f1,
            float f2,
            float g1,
            float g2,
            int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            sum[lane] += parent[lane] * (f0 + f1 * above[lane] + f2 * taken[lane]);
            phi[lane] += parent[lane] * (g1 * above[lane] + g2 * taken[lane]);
        }
    }

    /// Moves a sum to another one.
    static void drain(float[] into, float[] from, int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            into[lane] += from[lane];
            from[lane] = 0;
        }
    }
}
