package dev.scorebus.benchmarks.service;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits until something is so, and looks twenty times a second.
///
/// @param longest how long it may take
public record Patience(Duration longest) {
    private static final Duration BETWEEN = Duration.ofMillis(50);

    /// Returns when `condition` holds.
    ///
    /// @param what the condition in words, for the message when it never holds
    /// @throws IllegalStateException when it does not hold in time
    public void until(String what, BooleanSupplier condition) {
        if (!comes(condition)) {
            throw new IllegalStateException("Waited %s in vain until %s".formatted(longest, what));
        }
    }

    /// Returns when `condition` holds, or when it did not in time.
    ///
    /// @return whether it holds
    public boolean comes(BooleanSupplier condition) {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while something was waited for");
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
        return true;
    }
}
