package dev.scorebus.bridge;

import java.util.Map;

/// What a program measured.
///
/// @param value added to a counter, set as the gauge, or observed by the histogram
public record Metric(String name, Kind kind, double value, Map<String, String> labels) {
    /// What is done with the value.
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    public Metric {
        labels = Map.copyOf(labels);
    }
}
