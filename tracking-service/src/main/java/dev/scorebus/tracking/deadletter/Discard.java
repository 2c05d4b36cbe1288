package dev.scorebus.tracking.deadletter;

import java.util.List;
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

    /// How many were given up; the others were not dead, or not any more.
    record Done(int discarded) {}
}
