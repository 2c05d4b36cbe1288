package dev.scorebus.score.stream;

import java.time.Instant;

/// How many messages a second were committed over the last minute. Written by one thread, read by anyone.
final class Pace {
    private static final int SECONDS = 60;

    private final long[] seconds = new long[SECONDS];
    private final long[] counts = new long[SECONDS];

    /// So many were committed now.
    synchronized void add(Instant now, long messages) {
        long second = now.getEpochSecond();
        int slot = Math.floorMod(second, SECONDS);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            counts[slot] = 0;
        }
        counts[slot] += messages;
    }

    /// The mean over the last sixty seconds, this one included.
    synchronized double perSecond(Instant now) {
        long oldest = now.getEpochSecond() - SECONDS;
        long sum = 0;
        for (int slot = 0; slot < SECONDS; slot++) {
            if (seconds[slot] > oldest && seconds[slot] <= now.getEpochSecond()) {
                sum += counts[slot];
            }
        }
        return sum / (double) SECONDS;
    }
}
