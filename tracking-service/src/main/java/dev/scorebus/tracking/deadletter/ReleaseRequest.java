package dev.scorebus.tracking.deadletter;

import org.jspecify.annotations.Nullable;

/// Asks to make dead again what a heal run claimed and never scored, because the run has ended.
///
/// @param action whose dead letters
/// @param runId the heal run that holds them
/// @param reason why, for the ledger
/// @param who asks for it, for the ledger
record ReleaseRequest(
        @Nullable String action,
        @Nullable String runId,
        @Nullable String reason,
        @Nullable String who) {

    /// How many are dead again.
    record Done(int released) {}
}
