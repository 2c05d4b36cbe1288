package dev.scorebus.tracking.deadletter;

import dev.scorebus.ledger.FailureKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Asks to give dead letters up: those that are named, or all that a filter lets through.
///
/// @param action whose dead letters
/// @param messages some of them; instead of `filter`
/// @param filter all of them that it lets through; instead of `messages`
/// @param reason why, for the ledger
/// @param who asks for it, for the ledger
record Discard(
        @Nullable String action,
        @Nullable List<@Nullable Place> messages,
        @Nullable Filter filter,
        @Nullable String reason,
        @Nullable String who) {

    /// Where a message lies.
    ///
    /// @param topicId when the topic was deleted and made again, which of them; any when absent
    record Place(@Nullable String topic, @Nullable UUID topicId, int partition, long offset) {}

    /// Those that died in `[since, until)`, for this reason; all when empty.
    record Filter(@Nullable FailureKind kind, @Nullable Instant since, @Nullable Instant until) {}

    /// How many were given up; the others were not dead, or not any more.
    record Done(int discarded) {}
}
