package dev.scorebus.message;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Where a dead letter comes from, and why it is one. Written twice, so that the tools of both worlds find it: as Kafka's brokers do
/// (`__dlq.errors.*`, KIP-1191; all text) and as Spring Kafka does (`kafka_dlt-*`; partition a 4-byte, offset and timestamp 8-byte
/// big-endian integers, the rest text).
///
/// @param topic the topic it was read from
/// @param partition its partition there
/// @param offset its offset there
/// @param timestamp its timestamp there, milliseconds since 1970; -1 when unknown
/// @param group the consumer group that gave it up
/// @param attempts how many attempts failed; 0 when unknown
/// @param errorClass the kind of failure, such as `SCHEMA`
/// @param message what was wrong; never the payload
public record DeadLetterHeaders(
        String topic,
        int partition,
        long offset,
        long timestamp,
        String group,
        int attempts,
        String errorClass,
        String message) {
    private static final String KAFKA = "__dlq.errors.";
    private static final String SPRING = "kafka_dlt-";

    /// Puts both sets on a record, in place of what an earlier death left there.
    public void writeTo(Headers headers) {
        put(headers, KAFKA + "topic", Wire.utf8(topic));
        put(headers, KAFKA + "partition", Wire.utf8(Integer.toString(partition)));
        put(headers, KAFKA + "offset", Wire.utf8(Long.toString(offset)));
        put(headers, KAFKA + "group", Wire.utf8(group));
        put(headers, KAFKA + "delivery.count", Wire.utf8(Integer.toString(attempts)));
        put(headers, KAFKA + "message", Wire.utf8(message));
        put(headers, SPRING + "original-topic", Wire.utf8(topic));
        put(
                headers,
                SPRING + "original-partition",
                ByteBuffer.allocate(4).putInt(partition).array());
        put(headers, SPRING + "original-offset", ByteBuffer.allocate(8).putLong(offset).array());
        put(
                headers,
                SPRING + "original-timestamp",
                ByteBuffer.allocate(8).putLong(timestamp).array());
        put(headers, SPRING + "original-consumer-group", Wire.utf8(group));
        put(headers, SPRING + "exception-fqcn", Wire.utf8(errorClass));
        put(headers, SPRING + "exception-message", Wire.utf8(message));
    }

    /// Whether a header is one that a death leaves on a record, and not the message's own.
    public static boolean isOne(Header header) {
        return header.key().startsWith(KAFKA) || header.key().startsWith(SPRING);
    }

    /// Reads them back, also from a dead letter that only a broker or only Spring Kafka wrote; empty when the record does not
    /// say where it comes from.
    public static Optional<DeadLetterHeaders> read(Headers headers) {
        String topic =
                first(text(headers, KAFKA + "topic"), text(headers, SPRING + "original-topic"));
        Long partition =
                first(
                        number(headers, KAFKA + "partition"),
                        integer(headers, SPRING + "original-partition"));
        Long offset =
                first(
                        number(headers, KAFKA + "offset"),
                        integer(headers, SPRING + "original-offset"));
        if (topic == null || partition == null || offset == null) {
            return Optional.empty();
        }
        return Optional.of(
                new DeadLetterHeaders(
                        topic,
                        partition.intValue(),
                        offset,
                        or(integer(headers, SPRING + "original-timestamp"), -1L),
                        or(
                                first(
                                        text(headers, KAFKA + "group"),
                                        text(headers, SPRING + "original-consumer-group")),
                                ""),
                        or(number(headers, KAFKA + "delivery.count"), 0L).intValue(),
                        or(text(headers, SPRING + "exception-fqcn"), ""),
                        or(
                                first(
                                        text(headers, KAFKA + "message"),
                                        text(headers, SPRING + "exception-message")),
                                "")));
    }

    private static void put(Headers headers, String name, byte[] value) {
        headers.remove(name);
        headers.add(name, value);
    }

    private static byte @Nullable [] bytes(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }

    private static @Nullable String text(Headers headers, String name) {
        return CloudEvents.header(headers, name);
    }

    private static @Nullable Long number(Headers headers, String name) {
        String text = text(headers, name);
        return text != null && text.matches("[0-9]{1,18}") ? Long.valueOf(text) : null;
    }

    private static @Nullable Long integer(Headers headers, String name) {
        byte[] bytes = bytes(headers, name);
        if (bytes == null) {
            return null;
        }
        return switch (bytes.length) {
            case 4 -> (long) ByteBuffer.wrap(bytes).getInt();
            case 8 -> ByteBuffer.wrap(bytes).getLong();
            default -> null;
        };
    }

    private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return one == null ? other : one;
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
