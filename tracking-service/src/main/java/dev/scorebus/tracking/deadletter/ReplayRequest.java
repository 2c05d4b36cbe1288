package dev.scorebus.tracking.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Asks to send dead letters through their action again: those that are named, or the oldest that a filter lets through.
///
/// @param action whose dead letters
/// @param messages some of them; instead of `filter`
/// @param filter all of them that it lets through; instead of `messages`
/// @param limit how many at most; 1,000 when absent
/// @param reason why, for the ledger
/// @param who asks for it, for the ledger
/// @param force also those that were replayed as often as the settings allow
record ReplayRequest(
        @Nullable String action,
        @Nullable List<@Nullable Place> messages,
        @Nullable Filter filter,
        @Nullable Integer limit,
        @Nullable String reason,
        @Nullable String who,
        @Nullable Boolean force) {

    /// What was done.
    ///
    /// @param replayed how many are on their way to the retry topic
    /// @param refused the others, each with the reason
    record Done(int replayed, List<Refused> refused) {}

    /// A message that stays as it is.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Refused(
            @Nullable String topic,
            @Nullable UUID topicId,
            int partition,
            long offset,
            String why) {}
}
