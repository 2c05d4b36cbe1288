package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.message.CloudEvent;
import dev.scorebus.message.CloudEvents;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.program.ScoreWriter;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;

/// Makes the records by which scores leave: CloudEvents whose id is the identity of the message, so that a reader can tell a
/// double. For one thread at a time.
final class ScoreRecords {
    private static final String TYPE = "dev.scorebus.score.produced.v1";

    private final String action;
    private final String source;
    private final InstantSource clock;
    private final ByteArrayBuilder buffer = new ByteArrayBuilder(4096);

    ScoreRecords(Action action, InstantSource clock) {
        this.action = action.name();
        this.source = "/programs/%s/commands/%s".formatted(action.program(), action.command());
        this.clock = clock;
    }

    /// The event of a score; it goes to each output under the message's key.
    CloudEvent event(Work work, Outcome.Scored scored) {
        ConsumerRecord<byte[], byte[]> message = work.message();
        CloudEvent cause = scored.event();
        String subject = cause.subject();
        Map<String, String> extensions = new HashMap<>();
        extensions.put("causationid", cause.id());
        extensions.put(
                "correlationid", cause.extensions().getOrDefault("correlationid", cause.id()));
        pass("traceparent", cause, extensions);
        pass("tracestate", cause, extensions);
        return new CloudEvent(
                work.attempt().message().topicId()
                        + "-"
                        + message.partition()
                        + "-"
                        + message.offset(),
                source,
                TYPE,
                subject == null ? cause.id() : subject,
                clock.instant(),
                "application/json",
                extensions,
                value(message, scored));
    }

    /// The event as a record of an output.
    static ProducerRecord<byte[], byte[]> record(
            String output, ConsumerRecord<byte[], byte[]> message, CloudEvent event) {
        return CloudEvents.toBinary(output, message.key(), event);
    }

    private static void pass(String name, CloudEvent cause, Map<String, String> extensions) {
        String value = cause.extensions().get(name);
        if (value != null) {
            extensions.put(name, value);
        }
    }

    private byte[] value(ConsumerRecord<byte[], byte[]> message, Outcome.Scored scored) {
        buffer.reset();
        try (JsonGenerator json = WireJson.mapper().createGenerator(buffer)) {
            json.writeStartObject();
            json.writeStringProperty("action", action);
            json.writeObjectPropertyStart("message");
            json.writeStringProperty("id", scored.event().id());
            json.writeStringProperty("topic", message.topic());
            json.writeNumberProperty("partition", message.partition());
            json.writeNumberProperty("offset", message.offset());
            json.writeEndObject();
            ScoreWriter.writeFields(json, scored.reply());
            ScoreWriter.writeModel(json, scored.model().name(), scored.model().version());
            if (scored.customer() != null) {
                json.writeStringProperty("customer", scored.customer());
            }
            json.writeEndObject();
        }
        return buffer.toByteArray();
    }
}
