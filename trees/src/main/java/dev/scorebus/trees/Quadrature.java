package dev.scorebus.trees;

/// Gauss-Legendre quadrature on [0, 1]: with n points exact for polynomials of degree up to 2n - 1.
///
/// @param points where to evaluate, rising
/// @param weights what each counts; they sum to 1
@SuppressWarnings("ArrayRecordComponent")
record Quadrature(double[] points, double[] weights) {
    private static final double CONVERGED = 1e-15;
    private static final int MOST_STEPS = 64;

    /// Finds the roots of the Legendre polynomial by Newton's method from Chebyshev-like guesses.
    static Quadrature of(int n) {
        double[] points = new double[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            double x = -Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = slope(n, x);
            for (int step = 0; step < MOST_STEPS; step++) {
                double move = legendre(n, x) / slope;
                x -= move;
                slope = slope(n, x);
                if (Math.abs(move) < CONVERGED) {
                    break;
                }
            }
            points[i] = (x + 1) / 2;
            weights[i] = 1 / ((1 - x * x) * slope * slope);
        }
        return new Quadrature(points, weights);
    }

    /// P_n(x), by (k + 1) P_{k+1} = (2k + 1) x P_k - k P_{k-1}.
    private static double legendre(int n, double x) {
        double before = 0;
        double value = 1;
        for (int k = 0; k < n; k++) {
            double after = ((2 * k + 1) * x * value - k * before) / (k + 1);
            before = value;
            value = after;
        }
        return value;
    }

    /// P_n'(x), by (x^2 - 1) P_n' = n (x P_n - P_{n-1}).
    private static double slope(int n, double x) {
        return n * (x * legendre(n, x) - legendre(n - 1, x)) / (x * x - 1);
    }
}
