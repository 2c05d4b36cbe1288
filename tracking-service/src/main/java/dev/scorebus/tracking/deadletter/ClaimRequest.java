package dev.scorebus.tracking.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks to take up dead letters for a heal run: those that are named, or the oldest that a filter lets through.
///
/// @param action whose dead letters
/// @param runId the heal run that will score them
/// @param messages some of them; instead of `filter`
/// @param filter all of them that it lets through; instead of `messages`
/// @param limit how many at most; 500 when absent
/// @param reason why, for the ledger
/// @param who asks for it, for the ledger
record ClaimRequest(
        @Nullable String action,
        @Nullable String runId,
        @Nullable List<@Nullable Place> messages,
        @Nullable Filter filter,
        @Nullable Integer limit,
        @Nullable String reason,
        @Nullable String who) {

    /// What was claimed, the longest dead first; the others were not dead, or claimed before.
    record Done(List<Claim> claimed) {}

    /// What a run holds.
    record Held(List<Claim> claims) {}
}
