package dev.scorebus.train.trees;

import java.util.Arrays;
import java.util.OptionalDouble;

/// Measures of predictions against what came true. Plain functions, each with its source.
final class Quality {
    private static final double SURE = 1e-15;

    private Quality() {}

    /// Area under the ROC curve: how often a positive scores above a negative, a tie counting half (Mann and Whitney 1947).
    ///
    /// @return nothing when there are no positives or no negatives
    static OptionalDouble auc(float[] scores, boolean[] positive) {
        long[] order = new long[scores.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (long) sortable(scores[i]) << 32 | i;
        }
        Arrays.sort(order);
        double rankSum = 0;
        long positives = 0;
        for (int start = 0; start < order.length; ) {
            int end = start;
            long inTie = 0;
            while (end < order.length && order[end] >> 32 == order[start] >> 32) {
                inTie += positive[(int) order[end]] ? 1 : 0;
                end++;
            }
            rankSum += inTie * ((start + 1 + end) / 2.0);
            positives += inTie;
            start = end;
        }
        long negatives = scores.length - positives;
        if (positives == 0 || negatives == 0) {
            return OptionalDouble.empty();
        }
        double wins = rankSum - positives * (positives + 1) / 2.0;
        return OptionalDouble.of(wins / ((double) positives * negatives));
    }

    /// Mean of `-ln p` of the class that came true (Good 1952), with p kept above 1e-15.
    static double logLoss(double[][] probabilities, int[] truth) {
        double sum = 0;
        for (int row = 0; row < truth.length; row++) {
            sum -= Math.log(Math.clamp(probabilities[row][truth[row]], SURE, 1));
        }
        return sum / truth.length;
    }

    /// Mean squared distance of the probabilities from what came true: for two classes of the second's probability, 0 to 1;
    /// for more summed over all classes, 0 to 2 (Brier 1950).
    static double brier(double[][] probabilities, int[] truth) {
        double sum = 0;
        for (int row = 0; row < truth.length; row++) {
            double[] given = probabilities[row];
            for (int c = given.length == 2 ? 1 : 0; c < given.length; c++) {
                double distance = given[c] - (truth[row] == c ? 1 : 0);
                sum += distance * distance;
            }
        }
        return sum / truth.length;
    }

    /// The share of rows whose likeliest class came true; the first of equally likely ones counts.
    static double accuracy(double[][] probabilities, int[] truth) {
        long right = 0;
        for (int row = 0; row < truth.length; row++) {
            right += likeliest(probabilities[row]) == truth[row] ? 1 : 0;
        }
        return (double) right / truth.length;
    }

    /// Mean absolute error.
    static double mae(double[] predicted, double[] truth) {
        double sum = 0;
        for (int row = 0; row < truth.length; row++) {
            sum += Math.abs(predicted[row] - truth[row]);
        }
        return sum / truth.length;
    }

    /// Root of the mean squared error.
    static double rmse(double[] predicted, double[] truth) {
        return Math.sqrt(squares(predicted, truth) / truth.length);
    }

    /// The share of the variance of the truth that is explained; negative when its mean would have done better.
    ///
    /// @return nothing when all truths are equal
    static OptionalDouble r2(double[] predicted, double[] truth) {
        double mean = Arrays.stream(truth).average().orElse(0);
        double[] means = new double[truth.length];
        Arrays.fill(means, mean);
        double variance = squares(means, truth);
        return variance == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(1 - squares(predicted, truth) / variance);
    }

    static int likeliest(double[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            best = probabilities[c] > probabilities[best] ? c : best;
        }
        return best;
    }

    private static double squares(double[] predicted, double[] truth) {
        double sum = 0;
        for (int row = 0; row < truth.length; row++) {
            double distance = predicted[row] - truth[row];
            sum += distance * distance;
        }
        return sum;
    }

    private static int sortable(float score) {
        int bits = Float.floatToIntBits(score + 0f);
        return bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
    }
}
