package dev.scorebus.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import org.jspecify.annotations.Nullable;

/// One step in the story of a message that did not simply succeed.
///
/// @param offset its offset in the source partition
/// @param eventId its CloudEvent id, when it could be read
/// @param replay how often it was replayed from the dead letters before this attempt; 0 is its first life
/// @param attempt which attempt of this life this was; 1 is the first, and 0 says that none was made: it was given up, or it
///     waits behind an earlier message of its key
/// @param state what became of it
/// @param kind why it failed; absent when it did not
/// @param error what was wrong, in words for the owner of the action, never the payload; for [ExceptionState#DISCARDED] the
///     reason; absent when it was healed
/// @param deadLetterTopic where its payload lies, when it is dead
/// @param model which version scored it, when it was healed
/// @param errorClass the kind of error in the words of who failed, such as `java.lang.ArithmeticException`; absent when it did not
///     fail, or was told by a release that did not say it
public record ExceptionEntry(
        long offset,
        @Nullable String eventId,
        int replay,
        int attempt,
        ExceptionState state,
        @Nullable FailureKind kind,
        @Nullable String error,
        @Nullable String deadLetterTopic,
        @Nullable ModelName model,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String errorClass) {
    public ExceptionEntry {
        if (replay < 0) {
            throw new IllegalArgumentException(
                    "A message was replayed 0 times or more, got " + replay);
        }
        boolean behind = attempt == 0 && replay == 0 && state == ExceptionState.FAILED;
        boolean unattempted = attempt == 0 && replay > 0 && state == ExceptionState.DISCARDED;
        if (attempt < 1 && !unattempted && !behind) {
            throw new IllegalArgumentException("The first attempt is 1, got " + attempt);
        }
        if (state == ExceptionState.CLAIMED) {
            throw new IllegalArgumentException("A claim is made in the ledger and never told");
        }
        if (state == ExceptionState.DISCARDED && error == null) {
            throw new IllegalArgumentException("What is given up has a reason");
        }
        boolean failure = state == ExceptionState.FAILED || state == ExceptionState.DEAD;
        if (failure && ((kind == null) != behind || error == null)) {
            throw new IllegalArgumentException("A failure says its kind and its error");
        }
    }

    /// Nothing was attempted, because an earlier message of the same key waits for its next attempt; this one follows it.
    ///
    /// @param ahead the offset of that message, in the same partition
    public static ExceptionEntry behind(long offset, @Nullable String eventId, long ahead) {
        return new ExceptionEntry(
                offset,
                eventId,
                0,
                0,
                ExceptionState.FAILED,
                null,
                "not tried yet: it waits behind offset %d, which has the same key".formatted(ahead),
                null,
                null,
                null);
    }

    /// An attempt failed, and another follows.
    public static ExceptionEntry failed(
            long offset,
            @Nullable String eventId,
            int replay,
            int attempt,
            FailureKind kind,
            String error) {
        return new ExceptionEntry(
                offset,
                eventId,
                replay,
                attempt,
                ExceptionState.FAILED,
                kind,
                error,
                null,
                null,
                null);
    }

    /// The same failure, with the kind of error in the words of who failed.
    public ExceptionEntry by(String failedClass) {
        return new ExceptionEntry(
                offset,
                eventId,
                replay,
                attempt,
                state,
                kind,
                error,
                deadLetterTopic,
                model,
                failedClass);
    }

    /// The last attempt failed; the payload lies in `deadLetterTopic`.
    public static ExceptionEntry dead(
            long offset,
            @Nullable String eventId,
            int replay,
            int attempt,
            FailureKind kind,
            String error,
            String deadLetterTopic) {
        return new ExceptionEntry(
                offset,
                eventId,
                replay,
                attempt,
                ExceptionState.DEAD,
                kind,
                error,
                deadLetterTopic,
                null,
                null);
    }

    /// A later attempt succeeded.
    ///
    /// @param model which version scored it; absent when the action's filter dropped it
    public static ExceptionEntry healed(
            long offset,
            @Nullable String eventId,
            int replay,
            int attempt,
            @Nullable ModelName model) {
        return new ExceptionEntry(
                offset,
                eventId,
                replay,
                attempt,
                ExceptionState.HEALED,
                null,
                null,
                null,
                model,
                null);
    }

    /// A run claimed it and gives it up before any attempt.
    ///
    /// @param replay the life that the claim began
    public static ExceptionEntry discarded(
            long offset, @Nullable String eventId, int replay, String reason) {
        return new ExceptionEntry(
                offset,
                eventId,
                replay,
                0,
                ExceptionState.DISCARDED,
                null,
                reason,
                null,
                null,
                null);
    }
}
