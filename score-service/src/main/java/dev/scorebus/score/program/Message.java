package dev.scorebus.score.program;

import org.jspecify.annotations.Nullable;

/// The data of one message: a JSON object of features, as a slice of bytes that nobody changes.
///
/// @param bytes what it is a slice of
/// @param offset where it begins
/// @param length how many bytes it has
/// @param origin where it comes from; absent for what is asked by request
@SuppressWarnings(
        "ArrayRecordComponent") // a slice of what came over the wire; copying it would be waste
public record Message(byte[] bytes, int offset, int length, @Nullable Origin origin) {
    /// Where a message comes from.
    ///
    /// @param id its CloudEvents id, or its place
    /// @param key the record's key, when it has one
    /// @param customer whose it is, when the action tells
    /// @param time when it happened, RFC 3339, when it says so
    public record Origin(
            String id, @Nullable String key, @Nullable String customer, @Nullable String time) {}

    /// A slice of what somebody asks.
    public Message(byte[] bytes, int offset, int length) {
        this(bytes, offset, length, null);
    }

    /// All of the bytes.
    public static Message of(byte[] bytes) {
        return new Message(bytes, 0, bytes.length);
    }
}
