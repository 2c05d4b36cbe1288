package dev.scorebus.message;

import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// CloudEvents 1.0 on Kafka, both ways (`cloudevents/spec`, bindings/kafka-protocol-binding.md).
///
/// A record is in structured mode when its `content-type` begins with `application/cloudevents`, in binary mode when it has a
/// `ce_` attribute, and otherwise a plain record, which becomes an event too. A W3C `traceparent` or `tracestate` header without
/// the prefix is read as the extension of that name, and an event that has the extension is written with both.
public final class CloudEvents {
    /// The type of an event that was made from a plain record.
    public static final String PLAIN_TYPE = "dev.scorebus.message";

    static final String CONTENT_TYPE = "content-type";
    static final String VERSION = "1.0";

    private static final String STRUCTURED = "application/cloudevents";
    private static final String STRUCTURED_JSON = "application/cloudevents+json";

    private CloudEvents() {}

    /// Reads a record. In binary mode the payload is neither parsed nor copied.
    public static Decoded read(ConsumerRecord<byte[], byte[]> source) {
        String contentType = header(source.headers(), CONTENT_TYPE);
        if (contentType != null
                && contentType.regionMatches(true, 0, STRUCTURED, 0, STRUCTURED.length())) {
            return readStructured(source, contentType);
        }
        return BinaryMode.read(source, contentType);
    }

    /// An event in binary mode: attributes as headers, its data as the value.
    public static ProducerRecord<byte[], byte[]> toBinary(
            String topic, byte @Nullable [] key, CloudEvent event) {
        ProducerRecord<byte[], byte[]> target = new ProducerRecord<>(topic, key, event.data());
        BinaryMode.write(event, target.headers());
        return target;
    }

    /// An event in structured mode: the value is one JSON document that holds it all.
    public static ProducerRecord<byte[], byte[]> toStructured(
            String topic, byte @Nullable [] key, CloudEvent event) {
        ProducerRecord<byte[], byte[]> target =
                new ProducerRecord<>(topic, key, StructuredMode.write(event));
        target.headers().add(CONTENT_TYPE, Wire.utf8(STRUCTURED_JSON + "; charset=UTF-8"));
        TraceContext.write(event, target.headers());
        return target;
    }

    private static Decoded readStructured(
            ConsumerRecord<byte[], byte[]> source, String contentType) {
        String format = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!format.equals(STRUCTURED_JSON) && !format.equals(STRUCTURED)) {
            return new Decoded.Unreadable(
                    "content-type '%s' is not read; send %s, or binary mode"
                            .formatted(format, STRUCTURED_JSON));
        }
        byte[] value = source.value();
        return value == null
                ? new Decoded.Unreadable("a structured event has no value")
                : StructuredMode.read(value, TraceContext.read(source.headers()));
    }

    static @Nullable String header(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        byte[] value = header == null ? null : header.value();
        return value == null ? null : Wire.text(value);
    }
}
