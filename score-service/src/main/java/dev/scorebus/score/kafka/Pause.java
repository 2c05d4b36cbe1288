package dev.scorebus.score.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The end of a loop, and the pauses until then: a pause ends early when the loop is closed.
public final class Pause {
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Whether the loop goes on.
    public boolean open() {
        return closed.getCount() > 0;
    }

    /// Waits, or returns at once when the loop is closed.
    public void rest(Duration duration) {
        try {
            boolean ended = closed.await(duration.toNanos(), TimeUnit.NANOSECONDS);
            assert !ended || !open();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    /// Ends the loop and the pause it is in.
    public void close() {
        closed.countDown();
    }

    /// How long to rest after so many failures in a row: twice as long each time, from 100 ms.
    ///
    /// @param failures how many, from 1
    /// @param longest the limit
    public static Duration after(int failures, Duration longest) {
        Duration wait = Duration.ofMillis(100L << Math.min(20, failures - 1));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
