package dev.scorebus.message;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/// One try at one message. A record of a source is the first; a record of a retry topic says in its headers whose message it is
/// and which attempt comes. They are written in the transaction that gave the attempt before up, so no restart forgets them.
///
/// @param topic the topic the message was first read from
/// @param message where it lies there
/// @param timestamp its timestamp there, milliseconds since 1970; -1 when unknown
/// @param replay how often it was replayed from the dead letters
/// @param number which attempt of this life it is; 1 is the first
/// @param notBefore when it may begin
public record Attempt(
        String topic,
        MessageId message,
        long timestamp,
        int replay,
        int number,
        Instant notBefore) {
    private static final String PREFIX = "scorebus_";
    private static final String TOPIC = PREFIX + "source-topic";
    private static final String TOPIC_ID = PREFIX + "source-topic-id";
    private static final String PARTITION = PREFIX + "source-partition";
    private static final String OFFSET = PREFIX + "source-offset";
    private static final String TIMESTAMP = PREFIX + "source-timestamp";
    private static final String REPLAY = PREFIX + "replay";
    private static final String NUMBER = PREFIX + "attempt";
    private static final String NOT_BEFORE = PREFIX + "not-before";

    /// The first attempt at a record of a source.
    public static Attempt first(ConsumerRecord<byte[], byte[]> source, UUID topicId) {
        return new Attempt(
                source.topic(),
                new MessageId(topicId, source.partition(), source.offset()),
                source.timestamp(),
                0,
                1,
                Instant.EPOCH);
    }

    /// The attempt after this one.
    public Attempt next(Instant begin) {
        return new Attempt(topic, message, timestamp, replay, number + 1, begin);
    }

    /// Puts it on a record, in place of an earlier one.
    public void writeTo(Headers headers) {
        put(headers, TOPIC, topic);
        put(headers, TOPIC_ID, message.topicId().toString());
        put(headers, PARTITION, Integer.toString(message.partition()));
        put(headers, OFFSET, Long.toString(message.offset()));
        put(headers, TIMESTAMP, Long.toString(timestamp));
        put(headers, REPLAY, Integer.toString(replay));
        put(headers, NUMBER, Integer.toString(number));
        put(headers, NOT_BEFORE, Long.toString(notBefore.toEpochMilli()));
    }

    /// Reads it from a record of a retry topic; empty when the record does not say it all, because somebody else wrote it.
    public static Optional<Attempt> read(Headers headers) {
        String topic = CloudEvents.header(headers, TOPIC);
        String topicId = CloudEvents.header(headers, TOPIC_ID);
        Long partition = number(headers, PARTITION);
        Long offset = number(headers, OFFSET);
        Long timestamp = number(headers, TIMESTAMP);
        Long replay = number(headers, REPLAY);
        Long number = number(headers, NUMBER);
        Long notBefore = number(headers, NOT_BEFORE);
        if (topic == null
                || topicId == null
                || !topicId.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                || partition == null
                || offset == null
                || replay == null
                || number == null
                || number < 1
                || notBefore == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Attempt(
                        topic,
                        new MessageId(UUID.fromString(topicId), partition.intValue(), offset),
                        timestamp == null ? -1 : timestamp,
                        replay.intValue(),
                        number.intValue(),
                        Instant.ofEpochMilli(notBefore)));
    }

    /// The message of a record of a retry topic, as it was where it was first read.
    public ConsumerRecord<byte[], byte[]> original(ConsumerRecord<byte[], byte[]> retried) {
        Headers headers = new RecordHeaders();
        for (Header header : retried.headers()) {
            if (!header.key().startsWith(PREFIX)) {
                headers.add(header);
            }
        }
        return new ConsumerRecord<>(
                topic,
                message.partition(),
                message.offset(),
                timestamp,
                TimestampType.CREATE_TIME,
                retried.serializedKeySize(),
                retried.serializedValueSize(),
                retried.key(),
                retried.value(),
                headers,
                Optional.empty());
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, Wire.utf8(value));
    }

    private static @Nullable Long number(Headers headers, String name) {
        String text = CloudEvents.header(headers, name);
        return text != null && text.matches("[0-9]{1,15}") ? Long.valueOf(text) : null;
    }
}
