package dev.scorebus.score.program;

/// The data of one message: a JSON object of features, as a slice of bytes that nobody changes.
///
/// @param bytes what it is a slice of
/// @param offset where it begins
/// @param length how many bytes it has
@SuppressWarnings(
        "ArrayRecordComponent") // a slice of what came over the wire; copying it would be waste
public record Message(byte[] bytes, int offset, int length) {
    /// All of the bytes.
    public static Message of(byte[] bytes) {
        return new Message(bytes, 0, bytes.length);
    }
}
