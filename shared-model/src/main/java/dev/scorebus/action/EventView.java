package dev.scorebus.action;

import dev.scorebus.message.CloudEvent;
import dev.scorebus.message.WireJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One event as expressions see it. The payload is parsed when it is first asked for, and once; a filter that looks at
/// `event.type` only never parses it. For one thread at a time.
public final class EventView {
    private final CloudEvent event;
    private final String topic;
    private final byte @Nullable [] key;
    private @Nullable Evaluation<JsonNode> json;
    private @Nullable CelMap fields;

    /// Views an event.
    ///
    /// @param event the event
    /// @param topic the topic it was read from; empty for a request
    /// @param key the record's key, read as UTF-8
    public EventView(CloudEvent event, String topic, byte @Nullable [] key) {
        this.event = event;
        this.topic = topic;
        this.key = key;
    }

    /// The event.
    public CloudEvent event() {
        return event;
    }

    /// The topic it was read from; empty for a request.
    public String topic() {
        return topic;
    }

    /// The record's key as text; absent when it has none.
    public @Nullable String key() {
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    /// The payload as JSON, or why it is none. Shared by all who ask; not to be changed.
    public Evaluation<JsonNode> json() {
        Evaluation<JsonNode> known = json;
        if (known == null) {
            known = parse(event.data());
            json = known;
        }
        return known;
    }

    /// What [#json] answered, when someone asked.
    @Nullable Evaluation<JsonNode> parsed() {
        return json;
    }

    CelMap fields() {
        CelMap known = fields;
        if (known == null) {
            known = new CelMap(new EventFields(this));
            fields = known;
        }
        return known;
    }

    private static Evaluation<JsonNode> parse(byte[] data) {
        if (data.length == 0) {
            return new Evaluation.Failed<>("the data is empty");
        }
        if (data.length > WireJson.MAX_BYTES) {
            return new Evaluation.Failed<>(
                    "the data has %d bytes, more than the %d that are read"
                            .formatted(data.length, WireJson.MAX_BYTES));
        }
        try {
            return new Evaluation.Value<>(WireJson.mapper().readTree(data));
        } catch (JacksonException e) {
            return new Evaluation.Failed<>("the data is not JSON: " + WireJson.problem(e));
        }
    }
}
