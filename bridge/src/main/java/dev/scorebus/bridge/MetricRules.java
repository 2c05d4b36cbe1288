package dev.scorebus.bridge;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Holds the measurements of one program to the protocol's rules, so that no program fills the memory of who collects them.
final class MetricRules {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final int MOST_LABELS = 5;
    private static final int LONGEST_VALUE = 100;
    private static final int MOST_SERIES = 1_000;

    private final Set<String> series = new HashSet<>();

    /// The measurement; null when it breaks a rule.
    @Nullable Metric read(ObjectNode frame) {
        String name = frame.path("name").stringValue("");
        Metric.@Nullable Kind kind = kind(frame.path("kind").stringValue(""));
        double value =
                frame.path("value").isNumber()
                        ? frame.path("value").asDouble(Double.NaN)
                        : Double.NaN;
        @Nullable Map<String, String> labels = labels(frame.path("labels"));
        if (kind == null
                || labels == null
                || !NAME.matcher(name).matches()
                || !Double.isFinite(value)
                || (kind == Metric.Kind.COUNTER && value < 0)) {
            return null;
        }
        String identity = name + labels;
        if (!series.contains(identity)) {
            if (series.size() == MOST_SERIES) {
                return null;
            }
            series.add(identity);
        }
        return new Metric(name, kind, value, labels);
    }

    private static Metric.@Nullable Kind kind(String kind) {
        return switch (kind) {
            case "counter" -> Metric.Kind.COUNTER;
            case "gauge" -> Metric.Kind.GAUGE;
            case "histogram" -> Metric.Kind.HISTOGRAM;
            default -> null;
        };
    }

    private static @Nullable Map<String, String> labels(JsonNode labels) {
        if (labels.isMissingNode() || labels.isNull()) {
            return Map.of();
        }
        if (!labels.isObject() || labels.size() > MOST_LABELS) {
            return null;
        }
        Map<String, String> read = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : labels.properties()) {
            String value = each.getValue().stringValue("");
            if (!NAME.matcher(each.getKey()).matches()
                    || !each.getValue().isString()
                    || value.length() > LONGEST_VALUE
                    || !Texts.isWhole(value)) {
                return null;
            }
            read.put(each.getKey(), value);
        }
        return read;
    }
}
