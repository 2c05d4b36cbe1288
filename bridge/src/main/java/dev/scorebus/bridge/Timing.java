package dev.scorebus.bridge;

import java.time.Duration;

/// How long the runner waits for a program.
///
/// @param grace for the answer to `cancel`
/// @param pingEvery how often an idle program is asked whether it is there
/// @param pongWithin for its answer
/// @param drain for its end after `drain`
/// @param firstRest before the second start, when the first failed; it doubles
/// @param longestRest before any start
/// @param alone how long calls are made one at a time after the program ended with several in flight
record Timing(
        Duration grace,
        Duration pingEvery,
        Duration pongWithin,
        Duration drain,
        Duration firstRest,
        Duration longestRest,
        Duration alone) {
    static final Timing DEFAULT =
            new Timing(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1));
}
