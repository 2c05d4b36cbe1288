package dev.scorebus.bridge;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How much of what a program says is passed on: 1,000 lines and 1 MiB in a second. The rest is counted.
final class LineBudget {
    static final int MOST_LINES = 1_000;
    static final long MOST_BYTES = 1_048_576;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String what;
    private long since;
    private int lines;
    private long bytes;
    private long droppedLines;
    private long droppedBytes;

    /// @param what how the lines are called when some are dropped
    LineBudget(String what, long nanos) {
        this.what = what;
        this.since = nanos;
    }

    /// Whether a line may be passed on; counts it as passed or dropped.
    boolean take(long size, long nanos) {
        if (nanos - since >= WINDOW_NANOS) {
            since = nanos;
            lines = 0;
            bytes = 0;
        }
        if (lines + 1 > MOST_LINES || bytes + size > MOST_BYTES) {
            drop(1, size);
            return false;
        }
        lines++;
        bytes += size;
        return true;
    }

    void drop(long moreLines, long moreBytes) {
        droppedLines += moreLines;
        droppedBytes += moreBytes;
    }

    /// What is said of the dropped ones, once the second is over or at the end; null when there is nothing to say.
    @Nullable String dropped(boolean atEnd, long nanos) {
        boolean due = atEnd || nanos - since >= WINDOW_NANOS;
        if (!due || droppedLines == 0) {
            return null;
        }
        String said =
                "[%d %s with %d bytes were dropped: more than %,d or 1 MiB in a second]"
                        .formatted(droppedLines, what, droppedBytes, MOST_LINES);
        droppedLines = 0;
        droppedBytes = 0;
        return said;
    }
}
