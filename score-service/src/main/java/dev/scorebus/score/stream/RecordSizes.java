package dev.scorebus.score.stream;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// How large records are, and how large the topics that an action writes take them. Brokers measure what is compressed; this
/// measures what is not, so that what it lets through is always taken.
///
/// @param largest how many bytes a batch of records may have, by topic
record RecordSizes(Map<String, Integer> largest) {
    /// What a batch adds to its one record.
    private static final int BATCH = 200;

    RecordSizes {
        largest = Map.copyOf(largest);
    }

    /// Why a topic does not take a record, if it does not.
    Optional<String> tooLarge(ProducerRecord<byte[], byte[]> record) {
        int most = largest.getOrDefault(record.topic(), Integer.MAX_VALUE);
        long size = BATCH + size(record.key(), record.value(), record.headers());
        return size <= most
                ? Optional.empty()
                : Optional.of(
                        "too large: for topic '%s' it has %d bytes, and the topic takes %d"
                                .formatted(record.topic(), size, most));
    }

    /// How large a record of these parts is, at most.
    static long size(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        long size = (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
        for (Header header : headers) {
            size += size(header);
        }
        return size;
    }

    /// How large a header is, at most.
    static long size(Header header) {
        return 3L * header.key().length()
                + (header.value() == null ? 0 : header.value().length)
                + 16L;
    }
}
