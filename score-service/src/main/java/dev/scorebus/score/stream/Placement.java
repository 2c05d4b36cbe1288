package dev.scorebus.score.stream;

import dev.scorebus.action.Action.Start;
import dev.scorebus.score.stream.Mark.Said;
import org.jspecify.annotations.Nullable;

/// Where reading of a partition begins, and what that says.
sealed interface Placement {
    /// At the committed offset.
    record Resume(long offset) implements Placement {}

    /// At the first offset this action ever reads of the partition.
    record Origin(long offset) implements Placement {}

    /// At the start of the log, because the offsets `[lo, hi)` are gone.
    record Lost(long lo, long hi) implements Placement {}

    /// Nowhere: the committed offset lies beyond the end, or did when someone looked, so the log was cut.
    record Beyond(long committed, long end) implements Placement {}

    /// Decides.
    ///
    /// @param committed what the group committed, if anything
    /// @param logStart the first offset that is still there
    /// @param end the end of what is committed in the log
    /// @param start where an action begins that never read the partition
    static Placement of(Places.@Nullable Known committed, long logStart, long end, Start start) {
        if (committed == null) {
            return new Origin(
                    switch (start) {
                        case EARLIEST -> logStart;
                        case LATEST -> end;
                    });
        }
        long offset = committed.offset();
        if (committed.said() instanceof Said.Cut) {
            return new Beyond(offset, end);
        }
        if (offset < logStart) {
            return new Lost(offset, logStart);
        }
        return offset > end ? new Beyond(offset, end) : new Resume(offset);
    }
}
