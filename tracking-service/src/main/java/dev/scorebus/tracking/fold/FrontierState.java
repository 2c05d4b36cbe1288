package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent;

/// What the ledger knows of a frontier, and the one decision about it: does an event move it?
///
/// A replay comes from a place of the tracking topic that was folded before. An event that comes from a later place and
/// speaks of offsets behind the frontier is no replay: those messages were processed twice, and nobody may overlook it.
sealed interface FrontierState {
    /// The answer to an event that lies at `told`.
    Answer answer(TrackingEvent event, Told told);

    /// The state after an event that was answered with [Answer#APPLIED].
    Tracked after(TrackingEvent event, Told told);

    /// Why an event was answered with [Answer#GAP], for people.
    String gap(TrackingEvent event);

    /// Nothing was ever said of it.
    record Unseen() implements FrontierState {
        @Override
        public Answer answer(TrackingEvent event, Told told) {
            return event instanceof TrackingEvent.Origin ? Answer.APPLIED : Answer.GAP;
        }

        @Override
        public Tracked after(TrackingEvent event, Told told) {
            return new Tracked(start(event), end(event), told);
        }

        @Override
        public String gap(TrackingEvent event) {
            return "the first event of a frontier is its origin; this one starts at offset "
                    + start(event);
        }
    }

    /// Everything in `[origin, next)` is accounted for.
    ///
    /// @param told the latest event that moved it
    record Tracked(long origin, long next, Told told) implements FrontierState {
        @Override
        public Answer answer(TrackingEvent event, Told at) {
            if (start(event) == next && !(event instanceof TrackingEvent.Origin)) {
                return Answer.APPLIED;
            }
            boolean replay = !at.isAfter(told);
            if (event instanceof TrackingEvent.Origin) {
                return replay
                        ? Answer.DUPLICATE
                        : start(event) == next ? Answer.APPLIED : Answer.GAP;
            }
            return replay && end(event) <= next ? Answer.DUPLICATE : Answer.GAP;
        }

        @Override
        public Tracked after(TrackingEvent event, Told at) {
            return new Tracked(origin, end(event), told.isAfter(at) ? told : at);
        }

        @Override
        public String gap(TrackingEvent event) {
            return start(event) > next
                    ? "offsets [%d, %d) were never spoken of".formatted(next, start(event))
                    : "offsets from %d were accounted for already, up to %d; they were processed twice"
                            .formatted(start(event), next);
        }
    }

    /// The offset an event starts at.
    static long start(TrackingEvent event) {
        return switch (event) {
            case TrackingEvent.Origin origin -> origin.offset();
            case TrackingEvent.Span span -> span.lo();
            case TrackingEvent.Lost lost -> lost.lo();
        };
    }

    /// The offset the frontier stands at behind an event.
    static long end(TrackingEvent event) {
        return switch (event) {
            case TrackingEvent.Origin origin -> origin.offset();
            case TrackingEvent.Span span -> span.hi();
            case TrackingEvent.Lost lost -> lost.hi();
        };
    }
}
