package dev.scorebus.benchmarks.model;

import java.util.Arrays;
import java.util.List;

/// A figure over several rounds.
///
/// @param median the middle one
/// @param min the smallest
/// @param max the largest
public record Medians(double median, double min, double max) {
    /// The median, smallest and largest of these figures.
    public static Medians of(List<Double> figures) {
        double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("There is no median of nothing");
        }
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Medians(median, sorted[0], Arrays.stream(sorted).max().orElseThrow());
    }

    @Override
    public String toString() {
        return "%,.0f [%,.0f to %,.0f]".formatted(median, min, max);
    }
}
