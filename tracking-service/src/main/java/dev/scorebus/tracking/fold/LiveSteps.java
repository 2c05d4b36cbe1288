package dev.scorebus.tracking.fold;

import org.jspecify.annotations.Nullable;

/// What the ledger knows of the messages of one frontier that did not simply succeed.
@FunctionalInterface
interface LiveSteps {
    /// No message of the frontier failed.
    LiveSteps NONE = _ -> null;

    /// The last step of the message at an offset; null when nothing was told of it but its span.
    @Nullable LastStep at(long offset);
}
