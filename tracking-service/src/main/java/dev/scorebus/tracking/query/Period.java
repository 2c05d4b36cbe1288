package dev.scorebus.tracking.query;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// A stretch of time, `[since, until)`, open where a bound is absent.
public record Period(@Nullable Instant since, @Nullable Instant until) {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    /// The first bound as a column takes it; beyond what the database can hold it is for ever ago.
    public OffsetDateTime start() {
        return since == null || since.isBefore(EARLIEST)
                ? OffsetDateTime.MIN
                : since.isAfter(LATEST) ? OffsetDateTime.MAX : since.atOffset(ZoneOffset.UTC);
    }

    /// The second bound as a column takes it.
    public OffsetDateTime end() {
        return until == null || until.isAfter(LATEST)
                ? OffsetDateTime.MAX
                : until.isBefore(EARLIEST) ? OffsetDateTime.MIN : until.atOffset(ZoneOffset.UTC);
    }
}
