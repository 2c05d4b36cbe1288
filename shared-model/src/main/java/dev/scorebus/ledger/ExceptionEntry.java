package dev.scorebus.ledger;

import org.jspecify.annotations.Nullable;

/// One message that did not simply succeed.
///
/// @param offset its offset in the source partition
/// @param eventId its CloudEvent id, when it could be read
/// @param attempt which attempt this was; 1 is the first
/// @param state what became of it
/// @param kind why
/// @param error what was wrong, in words for the owner of the action; never the payload
/// @param deadLetterTopic where its payload lies, when it is dead
public record ExceptionEntry(
        long offset,
        @Nullable String eventId,
        int attempt,
        ExceptionState state,
        FailureKind kind,
        String error,
        @Nullable String deadLetterTopic) {
    public ExceptionEntry {
        if (attempt < 1) {
            throw new IllegalArgumentException("The first attempt is 1, got " + attempt);
        }
    }
}
