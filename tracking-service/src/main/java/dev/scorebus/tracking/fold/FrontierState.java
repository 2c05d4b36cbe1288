package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Amended;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the ledger knows of a frontier, and the one decision about it: does an event follow what is known?
///
/// A replay comes from a place of the tracking topic that was folded before. An event that comes from a later place and
/// speaks of offsets behind the frontier, or of an attempt that was told already, is no replay: those messages were processed
/// twice, and nobody may overlook it.
sealed interface FrontierState {
    /// The decision about an event that lies at `told`.
    Verdict judge(TrackingEvent event, Told told, LiveSteps live);

    /// The state after an event that follows.
    Tracked after(TrackingEvent event, Told told);

    /// Nothing was ever said of it.
    record Unseen() implements FrontierState {
        @Override
        public Verdict judge(TrackingEvent event, Told told, LiveSteps live) {
            return event instanceof TrackingEvent.Origin
                    ? new Verdict.Follows()
                    : new Verdict.Early(
                            "the first event of a frontier is its origin; this one starts at offset "
                                    + start(event));
        }

        @Override
        public Tracked after(TrackingEvent event, Told told) {
            return new Tracked(start(event), end(event), told);
        }
    }

    /// Everything in `[origin, next)` is accounted for.
    ///
    /// @param told the latest event that it has heard of
    record Tracked(long origin, long next, Told told) implements FrontierState {
        @Override
        public Verdict judge(TrackingEvent event, Told at, LiveSteps live) {
            boolean replay = !at.isAfter(told);
            return switch (event) {
                case TrackingEvent.Origin _ ->
                        replay ? new Verdict.Replay() : stretch(event, false);
                case TrackingEvent.Span _, TrackingEvent.Lost _ -> stretch(event, replay);
                case Amended amended -> amendment(amended, replay, live);
            };
        }

        @Override
        public Tracked after(TrackingEvent event, Told at) {
            long moved = event instanceof Amended ? next : end(event);
            return new Tracked(origin, moved, told.isAfter(at) ? told : at);
        }

        private Verdict stretch(TrackingEvent event, boolean replay) {
            if (start(event) == next) {
                return new Verdict.Follows();
            }
            if (start(event) > next) {
                return new Verdict.Early(
                        "offsets [%d, %d) were never spoken of".formatted(next, start(event)));
            }
            return replay && end(event) <= next
                    ? new Verdict.Replay()
                    : new Verdict.Contradicts(
                            "offsets from %d were accounted for already, up to %d; they were processed twice"
                                    .formatted(start(event), next));
        }

        /// All of its entries follow, or none is taken.
        private Verdict amendment(Amended amended, boolean replay, LiveSteps live) {
            if (end(amended) > next) {
                return new Verdict.Early(
                        "offset %d is amended and lies ahead of the frontier, which stands at %d"
                                .formatted(end(amended) - 1, next));
            }
            Map<Long, LastStep> latest = new HashMap<>();
            int known = 0;
            for (ExceptionEntry entry : amended.entries()) {
                LastStep earlier = latest.get(entry.offset());
                LastStep before = earlier == null ? live.at(entry.offset()) : earlier;
                LastStep step = LastStep.of(entry);
                if (before != null && before.isFollowedBy(step)) {
                    latest.put(entry.offset(), step);
                } else if (replay && before != null && step.compareTo(before) <= 0) {
                    known++;
                } else {
                    return refusal(entry.offset(), before, step);
                }
            }
            return known == 0
                    ? new Verdict.Follows()
                    : known == amended.entries().size()
                            ? new Verdict.Replay()
                            : new Verdict.Contradicts(
                                    "%d of its %d entries were told already"
                                            .formatted(known, amended.entries().size()));
        }

        private Verdict refusal(long offset, @Nullable LastStep before, LastStep step) {
            if (offset < origin) {
                return new Verdict.Contradicts(
                        "offset %d is amended and lies before the origin %d"
                                .formatted(offset, origin));
            }
            if (before == null) {
                return new Verdict.Contradicts(
                        "offset %d did not fail, and is told %s".formatted(offset, step));
            }
            String why =
                    "offset %d was told %s last, and %s does not follow"
                            .formatted(offset, before, step);
            return step.compareTo(before) > 0 && !before.isEnd()
                    ? new Verdict.Early(why)
                    : new Verdict.Contradicts(why);
        }
    }

    /// The first offset that an event speaks of.
    static long start(TrackingEvent event) {
        return switch (event) {
            case TrackingEvent.Origin origin -> origin.offset();
            case TrackingEvent.Span span -> span.lo();
            case TrackingEvent.Lost lost -> lost.lo();
            case Amended amended ->
                    amended.entries().stream()
                            .mapToLong(ExceptionEntry::offset)
                            .min()
                            .orElseThrow();
        };
    }

    /// The offset behind the last that an event speaks of; the frontier must stand there after any event but an amendment.
    static long end(TrackingEvent event) {
        return switch (event) {
            case TrackingEvent.Origin origin -> origin.offset();
            case TrackingEvent.Span span -> span.hi();
            case TrackingEvent.Lost lost -> lost.hi();
            case Amended amended ->
                    amended.entries().stream().mapToLong(ExceptionEntry::offset).max().orElseThrow()
                            + 1;
        };
    }
}
