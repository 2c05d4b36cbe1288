package dev.scorebus.score.stream;

import dev.scorebus.action.Action.Start;
import dev.scorebus.score.stream.Mark.Said;
import dev.scorebus.score.stream.Mark.Why;
import org.jspecify.annotations.Nullable;

/// Where reading of a partition begins, and what that says.
sealed interface Placement {
    String RETENTION = "the log of the topic begins behind the committed offset";
    String BY_HAND = "the group's offset was set forward by hand";

    /// At an offset up to which everything is accounted for.
    record Resume(long offset) implements Placement {}

    /// At the first offset this action ever reads of the partition.
    record Origin(long offset) implements Placement {}

    /// Behind the offsets `[lo, hi)`, which are not read.
    record Lost(long lo, long hi, String reason) implements Placement {}

    /// Nowhere, until someone says where to go on.
    ///
    /// @param told the offset up to which everything is accounted for
    record Halt(Why why, long told) implements Placement {}

    /// What is known of a partition.
    ///
    /// @param logStart the first offset that is still there
    /// @param end the end of what is committed in the log
    record Log(long logStart, long end) {}

    /// Decides.
    ///
    /// @param known what the group committed, if anything
    /// @param start where an action begins that never read the partition
    /// @param skip someone's order for the committed offset, if there is one
    static Placement of(Places.@Nullable Known known, Log log, Start start, @Nullable Skip skip) {
        if (known == null) {
            return new Origin(
                    switch (start) {
                        case EARLIEST -> log.logStart();
                        case LATEST -> log.end();
                    });
        }
        long offset = known.offset();
        long told = known.told();
        if (told == Places.Known.NEVER) {
            return new Origin(Math.clamp(offset, log.logStart(), log.end()));
        }
        if (known.said() instanceof Said.Halted(Why why, long _)) {
            return skip != null && allows(why, told, log, skip.to())
                    ? onwards(told, skip.to(), skip.told())
                    : new Halt(why, told);
        }
        if (offset < told) {
            return new Halt(Why.BACK, told);
        }
        if (offset > log.end()) {
            return new Halt(Why.CUT, told);
        }
        if (offset > told) {
            return new Lost(told, offset, BY_HAND);
        }
        if (offset < log.logStart()) {
            return new Lost(offset, log.logStart(), RETENTION);
        }
        return known.deadly() ? new Halt(Why.DEADLY, told) : new Resume(offset);
    }

    private static Placement onwards(long told, long to, String reason) {
        return to == told ? new Resume(to) : new Lost(told, to, reason);
    }

    /// Whether reading may go on at an offset. Nothing is processed twice; and where messages are lost, at least one offset says so.
    static boolean allows(Why why, long told, Log log, long to) {
        return to >= earliest(why, told) && to <= log.end();
    }

    /// The first offset at which reading may go on.
    static long earliest(Why why, long told) {
        return switch (why) {
            case BACK, DEADLY -> told;
            case CUT -> told + 1;
        };
    }
}
