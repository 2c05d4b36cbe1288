package dev.scorebus.score.stream;

import dev.scorebus.ledger.FailureKind;
import dev.scorebus.message.CloudEvent;
import dev.scorebus.model.Score.ModelRef;
import dev.scorebus.score.program.Reply;
import org.jspecify.annotations.Nullable;

/// What became of one message. There is no fifth case.
sealed interface Outcome {
    /// The message's CloudEvent id, when it is a CloudEvent and could be read.
    @Nullable String eventId();

    /// It was scored.
    ///
    /// @param customer whose it is; absent when the action does not tell
    /// @param model which version scored it
    record Scored(
            @Nullable String eventId,
            CloudEvent event,
            @Nullable String customer,
            ModelRef model,
            Reply.Scored reply)
            implements Outcome {}

    /// The action's filter does not hold for it.
    record Filtered(@Nullable String eventId) implements Outcome {}

    /// It was not tried, or what was made of it does not count: an earlier message of its key waits for its next attempt.
    ///
    /// @param ahead the offset of that message
    record Behind(@Nullable String eventId, long ahead) implements Outcome {}

    /// It could not be scored.
    ///
    /// @param errorClass the kind of error in the words of who failed
    /// @param detail what is wrong, never the payload; what is longer than 500 characters is cut
    record Failed(@Nullable String eventId, FailureKind kind, String errorClass, String detail)
            implements Outcome {
        private static final int LONGEST = 500;

        public Failed {
            if (detail.length() > LONGEST) {
                detail = detail.substring(0, LONGEST - 1) + "…";
            }
        }
    }
}
