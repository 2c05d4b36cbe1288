package dev.scorebus.message;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;

/// The W3C trace context of a record: headers named as W3C names them, beside the CloudEvents extensions of the same names.
/// A state without a parent means nothing and is left out.
final class TraceContext {
    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";
    private static final List<String> NAMES = List.of(PARENT, STATE);

    private TraceContext() {}

    static Map<String, String> read(Headers headers) {
        String parent = CloudEvents.header(headers, PARENT);
        if (parent == null) {
            return Map.of();
        }
        String state = CloudEvents.header(headers, STATE);
        return state == null ? Map.of(PARENT, parent) : Map.of(PARENT, parent, STATE, state);
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
