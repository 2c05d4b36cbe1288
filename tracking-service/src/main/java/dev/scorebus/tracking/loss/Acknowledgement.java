package dev.scorebus.tracking.loss;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Says that someone has taken note of losses: those that are named, or all of the action.
///
/// @param action whose losses
/// @param losses some of them; instead of `all`
/// @param all all of them that nobody has taken note of; instead of `losses`
/// @param reason why that may be, for the ledger
/// @param who answers for it, for the ledger
record Acknowledgement(
        @Nullable String action,
        @Nullable List<@Nullable Place> losses,
        @Nullable Boolean all,
        @Nullable String reason,
        @Nullable String who) {

    /// Where a loss begins.
    ///
    /// @param topicId when the topic was deleted and made again, which of them; any when absent
    record Place(
            @Nullable String topic,
            @Nullable UUID topicId,
            @Nullable Integer partition,
            @Nullable Long lo) {}

    /// How many losses are acknowledged that were not before.
    record Done(int acknowledged) {}
}
