package dev.scorebus.score.program;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Until when an answer is of use.
public final class Deadline {
    private final InstantSource clock;
    private final Duration patience;
    private final boolean renewable;
    private final Instant end;

    private Deadline(InstantSource clock, Duration patience, boolean renewable) {
        this.clock = clock;
        this.patience = patience;
        this.renewable = renewable;
        this.end = clock.instant().plus(patience);
    }

    /// A deadline that far from now, for work that nobody waits for: a part of it may have as much time again.
    public static Deadline renewable(Duration patience, InstantSource clock) {
        return new Deadline(clock, patience, true);
    }

    /// A deadline that far from now, after which nobody waits any more.
    public static Deadline firm(Duration patience, InstantSource clock) {
        return new Deadline(clock, patience, false);
    }

    /// Whether a part of the work may have as much time again.
    boolean renewable() {
        return renewable;
    }

    /// Whether it is too late.
    public boolean passed() {
        return clock.instant().isAfter(end);
    }

    /// How much time there is; nothing when it is too late.
    public Duration left() {
        Duration left = Duration.between(clock.instant(), end);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /// The deadline of a part of the work.
    Deadline renewed() {
        return renewable ? new Deadline(clock, patience, true) : this;
    }

    @Override
    public String toString() {
        return patience.toString();
    }
}
