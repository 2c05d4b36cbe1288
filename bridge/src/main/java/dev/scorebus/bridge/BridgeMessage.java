package dev.scorebus.bridge;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One message for a program.
///
/// @param bytes holds it, from `offset`, of `length` bytes: a JSON value, or anything for a program that understands attachments
/// @param id the CloudEvent's id, or `topic-partition-offset`
/// @param key the record's key as text
/// @param customer whose message it is
/// @param time when it happened, RFC 3339
@SuppressWarnings("ArrayRecordComponent")
public record BridgeMessage(
        byte[] bytes,
        int offset,
        int length,
        @Nullable String id,
        @Nullable String key,
        @Nullable String customer,
        @Nullable String time) {
    public BridgeMessage {
        Objects.checkFromIndexSize(offset, length, bytes.length);
    }
}
