package dev.scorebus.tracking.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// The record of the dead-letter topic that holds a message.
///
/// @param payload absent when the topic could not take it; the header `__dlq.errors.message` says so
@JsonInclude(JsonInclude.Include.NON_NULL)
record LetterCopy(
        String topic,
        int partition,
        long offset,
        Instant timestamp,
        @Nullable Content key,
        @Nullable Content payload,
        List<Field> headers) {

    /// Bytes as text where they are text, in Base64 otherwise.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Content(@Nullable String text, @Nullable String base64) {
        static @Nullable Content of(byte @Nullable [] bytes) {
            if (bytes == null) {
                return null;
            }
            try {
                String text =
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString();
                if (text.chars().noneMatch(Content::isNoText)) {
                    return new Content(text, null);
                }
            } catch (CharacterCodingException _) {
                // not UTF-8: shown as bytes
            }
            return new Content(null, Base64.getEncoder().encodeToString(bytes));
        }

        private static boolean isNoText(int character) {
            return Character.isISOControl(character)
                    && character != '\t'
                    && character != '\n'
                    && character != '\r';
        }
    }

    /// A header; a name may come more than once.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Field(String name, @Nullable Content value) {}

    static LetterCopy of(ConsumerRecord<byte[], byte[]> record) {
        List<Field> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new Field(header.key(), Content.of(header.value())));
        }
        return new LetterCopy(
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                Content.of(record.key()),
                Content.of(record.value()),
                headers);
    }
}
