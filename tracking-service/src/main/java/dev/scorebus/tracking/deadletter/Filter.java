package dev.scorebus.tracking.deadletter;

import dev.scorebus.ledger.FailureKind;
import dev.scorebus.tracking.query.Period;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Those that died in `[since, until)`, for this reason, of this class of error (its whole name, or what follows the last dot), fewer than `maxDeaths` times; all when empty.
record Filter(
        @Nullable FailureKind kind,
        @Nullable String errorClass,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Integer maxDeaths) {
    Period period() {
        return new Period(since, until);
    }
}
