package dev.scorebus.train.trees;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The rows that a model may learn from or be measured on, as plain numbers: 4 bytes per feature and 20 per row.
final class Examples {
    private static final int CHUNK = 8192;

    private final int width;
    private final List<float[]> chunks = new ArrayList<>();
    private float[] labels = new float[CHUNK];
    private double[] times = new double[CHUNK];
    private double[] knownAt = new double[CHUNK];
    private int size;

    /// @param width how many features a row has
    Examples(int width) {
        this.width = width;
    }

    /// Adds a row.
    ///
    /// @param features copied; NaN is missing
    /// @param label the number of its class, or the number to predict
    /// @param time when the row is from
    /// @param known when its label became known
    void add(float[] features, float label, double time, double known) {
        if (size == labels.length) {
            int length = labels.length + (labels.length >> 1);
            labels = Arrays.copyOf(labels, length);
            times = Arrays.copyOf(times, length);
            knownAt = Arrays.copyOf(knownAt, length);
        }
        if (size % CHUNK == 0) {
            chunks.add(new float[CHUNK * width]);
        }
        System.arraycopy(features, 0, chunks.getLast(), size % CHUNK * width, width);
        labels[size] = label;
        times[size] = time;
        knownAt[size] = known;
        size++;
    }

    int size() {
        return size;
    }

    int width() {
        return width;
    }

    float feature(int row, int column) {
        return chunks.get(row / CHUNK)[row % CHUNK * width + column];
    }

    float label(int row) {
        return labels[row];
    }

    double time(int row) {
        return times[row];
    }

    double knownAt(int row) {
        return knownAt[row];
    }

    /// The labels of these rows.
    float[] labels(int[] rows) {
        float[] found = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            found[i] = labels[rows[i]];
        }
        return found;
    }
}
