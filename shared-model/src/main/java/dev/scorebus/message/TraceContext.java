package dev.scorebus.message;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;

/// The W3C trace context of a record: headers named as W3C names them, beside the CloudEvents extensions of the same names.
final class TraceContext {
    private static final List<String> NAMES = List.of("traceparent", "tracestate");

    private TraceContext() {}

    static Map<String, String> read(Headers headers) {
        Map<String, String> found = new HashMap<>();
        for (String name : NAMES) {
            String value = CloudEvents.header(headers, name);
            if (value != null) {
                found.put(name, value);
            }
        }
        return found;
    }

    static void write(CloudEvent event, Headers headers) {
        for (String name : NAMES) {
            String value = event.extensions().get(name);
            if (value != null) {
                headers.add(name, Wire.utf8(value));
            }
        }
    }
}
