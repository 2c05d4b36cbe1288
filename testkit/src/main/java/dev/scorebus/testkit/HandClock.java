package dev.scorebus.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that only a test moves.
public final class HandClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    /// Lets time pass.
    public synchronized void pass(Duration duration) {
        now = now.plus(duration);
    }
}
