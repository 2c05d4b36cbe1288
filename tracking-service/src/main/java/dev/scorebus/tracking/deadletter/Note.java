package dev.scorebus.tracking.deadletter;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// What is written in the ledger beside what somebody decided.
///
/// @param reason why
/// @param who decided it
record Note(@Nullable String reason, @Nullable String who, Instant at) {
    @Nullable String storedReason() {
        return stored(reason);
    }

    @Nullable String storedWho() {
        return stored(who);
    }

    OffsetDateTime storedAt() {
        return at.atOffset(ZoneOffset.UTC);
    }

    /// PostgreSQL's text cannot hold the character U+0000, which a JSON string can.
    static @Nullable String stored(@Nullable String text) {
        return text == null ? null : text.replace('\u0000', '\uFFFD');
    }
}
