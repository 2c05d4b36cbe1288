package dev.scorebus.message;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// What a record of a retry topic says beside its message: whose message it is, which attempt comes, and when. The attempt is
/// written in the transaction that gave the one before up, so no restart forgets it.
///
/// @param topic the topic the message was first read from
/// @param message where it lies there
/// @param timestamp its timestamp there, milliseconds since 1970; -1 when unknown
/// @param replay how often it was replayed from the dead letters
/// @param attempt the attempt that comes, 2 or more; 1 after a replay
/// @param notBefore when it may come
public record RetryHeaders(
        String topic,
        MessageId message,
        long timestamp,
        int replay,
        int attempt,
        Instant notBefore) {
    private static final String PREFIX = "scorebus_";
    private static final String TOPIC = PREFIX + "source-topic";
    private static final String TOPIC_ID = PREFIX + "source-topic-id";
    private static final String PARTITION = PREFIX + "source-partition";
    private static final String OFFSET = PREFIX + "source-offset";
    private static final String TIMESTAMP = PREFIX + "source-timestamp";
    private static final String REPLAY = PREFIX + "replay";
    private static final String ATTEMPT = PREFIX + "attempt";
    private static final String NOT_BEFORE = PREFIX + "not-before";

    /// Puts them on a record, in place of those of an earlier attempt.
    public void writeTo(Headers headers) {
        put(headers, TOPIC, topic);
        put(headers, TOPIC_ID, message.topicId().toString());
        put(headers, PARTITION, Integer.toString(message.partition()));
        put(headers, OFFSET, Long.toString(message.offset()));
        put(headers, TIMESTAMP, Long.toString(timestamp));
        put(headers, REPLAY, Integer.toString(replay));
        put(headers, ATTEMPT, Integer.toString(attempt));
        put(headers, NOT_BEFORE, Long.toString(notBefore.toEpochMilli()));
    }

    /// Whether a header is one of these.
    public static boolean isOne(String header) {
        return header.startsWith(PREFIX);
    }

    /// Reads them; empty when the record does not have them all, because somebody else wrote it.
    public static Optional<RetryHeaders> read(Headers headers) {
        String topic = CloudEvents.header(headers, TOPIC);
        String topicId = CloudEvents.header(headers, TOPIC_ID);
        Long partition = number(headers, PARTITION);
        Long offset = number(headers, OFFSET);
        Long replay = number(headers, REPLAY);
        Long attempt = number(headers, ATTEMPT);
        Long notBefore = number(headers, NOT_BEFORE);
        if (topic == null
                || topicId == null
                || !topicId.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                || partition == null
                || offset == null
                || replay == null
                || attempt == null
                || attempt < 1
                || notBefore == null) {
            return Optional.empty();
        }
        Long timestamp = number(headers, TIMESTAMP);
        return Optional.of(
                new RetryHeaders(
                        topic,
                        new MessageId(UUID.fromString(topicId), partition.intValue(), offset),
                        timestamp == null ? -1 : timestamp,
                        replay.intValue(),
                        attempt.intValue(),
                        Instant.ofEpochMilli(notBefore)));
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
