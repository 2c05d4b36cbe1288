package dev.scorebus.tracking.parked;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Says that someone has understood why records were parked and answers for it: those that are named, or all.
///
/// @param events some of them; instead of `all`
/// @param all all that are parked now; instead of `events`
/// @param reason why that may be, for the ledger
/// @param who answers for it, for the ledger
record Accept(
        @Nullable List<@Nullable Told> events,
        @Nullable Boolean all,
        @Nullable String reason,
        @Nullable String who) {

    /// Where a record lies in the tracking topic.
    ///
    /// @param topicId when the tracking topic was deleted and made again, which of them; any when absent
    record Told(@Nullable UUID topicId, @Nullable Integer partition, @Nullable Long offset) {}

    /// How many were accepted, and how many are parked still.
    record Done(int accepted, long parked) {}
}
