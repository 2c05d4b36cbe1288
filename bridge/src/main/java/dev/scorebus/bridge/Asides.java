package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.BridgeJson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Passes on what a program says beside its answers: logs, measurements and progress, bounded.
final class Asides {
    private static final List<String> LEVELS = List.of("debug", "info", "warn", "error");
    private static final int LONGEST_TEXT = 8_192;

    private final BridgeListener listener;
    private final MetricRules metrics;
    private final LineBudget logs;
    private boolean droppedMetric;

    /// @param metrics outlives a process: what it made known to the listener stays there
    Asides(BridgeListener listener, MetricRules metrics, long nanos) {
        this.listener = listener;
        this.metrics = metrics;
        this.logs = new LineBudget("log events", nanos);
    }

    void progress(ObjectNode frame) {
        double done =
                frame.path("done").isNumber()
                        ? frame.path("done").asDouble(Double.NaN)
                        : Double.NaN;
        listener.progress(
                Double.isNaN(done) ? done : Math.clamp(done, 0.0, 1.0),
                text(frame.path("message").stringValue("")));
    }

    void metric(ObjectNode frame) {
        @Nullable Metric metric = metrics.read(frame);
        if (metric != null) {
            listener.metric(metric);
        } else if (!droppedMetric) {
            droppedMetric = true;
            listener.log(
                    "warn",
                    "a measurement of the program breaks the rules of the bridge and was dropped; more that do so are dropped silently",
                    BridgeJson.MAPPER.writeValueAsString(
                            Map.of("name", text(frame.path("name").stringValue("")))));
        }
    }

    void log(ObjectNode frame, long nanos) {
        tellDropped(false, nanos);
        String message = text(frame.path("message").stringValue(""));
        ObjectNode fields = fields(frame.path("fields"));
        String json = BridgeJson.MAPPER.writeValueAsString(fields);
        if (json.length() > LONGEST_TEXT) {
            json = "{}";
        }
        if (logs.take(message.length() + json.length(), nanos)) {
            String level = frame.path("level").stringValue("info");
            listener.log(LEVELS.contains(level) ? level : "info", message, json);
        }
    }

    void end(long nanos) {
        tellDropped(true, nanos);
    }

    private void tellDropped(boolean atEnd, long nanos) {
        @Nullable String dropped = logs.dropped(atEnd, nanos);
        if (dropped != null) {
            listener.log("warn", dropped, "{}");
        }
    }

    /// Text, numbers and booleans; what else is among the fields is left out.
    private static ObjectNode fields(JsonNode given) {
        ObjectNode fields = BridgeJson.MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            JsonNode value = each.getValue();
            String key = Texts.whole(each.getKey());
            if (value.isString()) {
                fields.put(key, Texts.whole(value.stringValue()));
            } else if (value.isBoolean()
                    || (value.isNumber() && Double.isFinite(value.asDouble(Double.NaN)))) {
                fields.set(key, value);
            }
        }
        return fields;
    }

    private static String text(String given) {
        return Texts.cut(Texts.whole(given), LONGEST_TEXT);
    }
}
