package dev.scorebus.train.trees;

import dev.scorebus.model.Target;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// The measures of a model by their names in a run, each beside what a model would reach that knows the training rows'
/// labels and nothing else: their frequencies for classes, their median (for `mae`) and mean (for `rmse`) for numbers.
final class Scorecard {
    private Scorecard() {}

    /// Measures a classification or a regression.
    ///
    /// @param predicted per row one value for binary (of the second class) and regression, one per class otherwise
    /// @param truth the labels of the same rows
    /// @param trained the labels of the training rows
    static Map<String, Double> of(
            Target target, float[][] predicted, float[] truth, float[] trained) {
        return switch (target.type()) {
            case BINARY, MULTI_CLASS -> ofClasses(target, predicted, truth, trained);
            case REGRESSION -> ofNumbers(predicted, truth, trained);
        };
    }

    private static Map<String, Double> ofClasses(
            Target target, float[][] predicted, float[] truth, float[] trained) {
        int classes = target.classes().size();
        int[] labels = new int[truth.length];
        double[][] probabilities = new double[truth.length][];
        double[][] base = new double[truth.length][];
        double[] frequencies = frequencies(trained, classes);
        for (int row = 0; row < truth.length; row++) {
            labels[row] = (int) truth[row];
            probabilities[row] = probabilities(predicted[row]);
            base[row] = frequencies;
        }
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("logLoss", Quality.logLoss(probabilities, labels));
        metrics.put("logLoss.base", Quality.logLoss(base, labels));
        metrics.put("accuracy", Quality.accuracy(probabilities, labels));
        metrics.put("accuracy.base", Quality.accuracy(base, labels));
        metrics.put("brier", Quality.brier(probabilities, labels));
        metrics.put("brier.base", Quality.brier(base, labels));
        putAucs(metrics, target, predicted, labels);
        return metrics;
    }

    private static void putAucs(
            Map<String, Double> metrics, Target target, float[][] predicted, int[] labels) {
        boolean binary = target.type() == Target.Type.BINARY;
        double sum = 0;
        int measured = 0;
        for (int c = binary ? 1 : 0; c < target.classes().size(); c++) {
            float[] scores = new float[labels.length];
            boolean[] positive = new boolean[labels.length];
            for (int row = 0; row < labels.length; row++) {
                scores[row] = predicted[row][binary ? 0 : c];
                positive[row] = labels[row] == c;
            }
            OptionalDouble auc = Quality.auc(scores, positive);
            if (auc.isPresent()) {
                metrics.put("auc." + target.classes().get(c), auc.getAsDouble());
                sum += auc.getAsDouble();
                measured++;
            }
        }
        if (measured > 0) {
            metrics.put("auc.ovr", sum / measured);
        }
    }

    private static Map<String, Double> ofNumbers(
            float[][] predicted, float[] truth, float[] trained) {
        double[] labels = doubles(truth);
        double[] given = new double[truth.length];
        for (int row = 0; row < given.length; row++) {
            given[row] = predicted[row][0];
        }
        double[] known = doubles(trained);
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("mae", Quality.mae(given, labels));
        metrics.put("mae.base", Quality.mae(always(median(known), truth.length), labels));
        metrics.put("rmse", Quality.rmse(given, labels));
        metrics.put(
                "rmse.base",
                Quality.rmse(
                        always(Arrays.stream(known).average().orElse(0), truth.length), labels));
        Quality.r2(given, labels).ifPresent(r2 -> metrics.put("r2", r2));
        return metrics;
    }

    private static double[] probabilities(float[] predicted) {
        if (predicted.length == 1) {
            return new double[] {1.0 - predicted[0], predicted[0]};
        }
        return doubles(predicted);
    }

    private static double[] frequencies(float[] labels, int classes) {
        double[] frequencies = new double[classes];
        for (float label : labels) {
            frequencies[(int) label] += 1.0 / labels.length;
        }
        return frequencies;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static double[] always(double value, int length) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] found = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            found[i] = values[i];
        }
        return found;
    }
}
