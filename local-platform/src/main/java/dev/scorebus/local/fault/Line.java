package dev.scorebus.local.fault;

import java.time.Duration;

/// How the line behaves that a [FaultProxy] stands for.
public sealed interface Line {
    /// All is passed on at once.
    record Sound() implements Line {
        @Override
        public String toString() {
            return "sound";
        }
    }

    /// What is said arrives later.
    ///
    /// @param by how much each piece waits
    record Late(Duration by) implements Line {
        @Override
        public String toString() {
            return "late by " + by.toMillis() + " ms";
        }
    }

    /// Connections are reset, and new ones too.
    record Cut() implements Line {
        @Override
        public String toString() {
            return "cut";
        }
    }

    /// Nothing moves, no connection ends; all arrives when it is over.
    record Still() implements Line {
        @Override
        public String toString() {
            return "still";
        }
    }

    /// What the caller says arrives, the answers are lost: the server did what the caller never hears of. A connection that
    /// lost something is reset when it is over.
    record Mute() implements Line {
        @Override
        public String toString() {
            return "mute";
        }
    }

    /// Few bytes at a time.
    ///
    /// @param bytesPerSecond in each direction of each connection
    record Trickle(int bytesPerSecond) implements Line {
        public Trickle {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException(
                        "A line that trickles passes at least 1 byte per second, got "
                                + bytesPerSecond);
            }
        }

        @Override
        public String toString() {
            return "trickling %d bytes a second".formatted(bytesPerSecond);
        }
    }

    /// Each connection is reset after so many bytes, wherever in a message that is.
    ///
    /// @param bytes in both directions together, counted from when this began
    record Bounded(int bytes) implements Line {
        public Bounded {
            if (bytes < 0) {
                throw new IllegalArgumentException(
                        "A line passes 0 bytes or more before it breaks, got " + bytes);
            }
        }

        @Override
        public String toString() {
            return "broken after %d bytes".formatted(bytes);
        }
    }
}
