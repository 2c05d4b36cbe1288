package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.ExceptionState;
import java.util.Comparator;

/// The live step of a message that did not simply succeed: the last that was told.
///
/// Attempts count up while the state is FAILED. DEAD may be discarded, or begin a new life at attempt 1. Nothing follows
/// HEALED and DISCARDED.
record LastStep(int replay, int attempt, ExceptionState state) implements Comparable<LastStep> {
    private static final Comparator<LastStep> ORDER =
            Comparator.comparingInt(LastStep::replay)
                    .thenComparingInt(LastStep::attempt)
                    .thenComparing(LastStep::state);

    static LastStep of(ExceptionEntry entry) {
        return new LastStep(entry.replay(), entry.attempt(), entry.state());
    }

    /// Whether this may be told next.
    boolean isFollowedBy(LastStep next) {
        boolean given = next.state == ExceptionState.DISCARDED;
        return switch (state) {
            case FAILED -> !given && next.replay == replay && next.attempt == attempt + 1;
            case DEAD ->
                    given
                            ? next.replay == replay && next.attempt == attempt
                            : next.replay == replay + 1 && next.attempt == 1;
            case HEALED, DISCARDED -> false;
        };
    }

    /// Whether nothing may follow.
    boolean isEnd() {
        return switch (state) {
            case FAILED, DEAD -> false;
            case HEALED, DISCARDED -> true;
        };
    }

    @Override
    public int compareTo(LastStep other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%s at attempt %d%s"
                .formatted(state, attempt, replay == 0 ? "" : " of replay " + replay);
    }
}
