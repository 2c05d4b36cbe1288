package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.ExceptionState;
import java.util.Comparator;

/// The live step of a message that did not simply succeed: the last that was told.
///
/// Attempts count up while the state is FAILED, from 1, or from 0 when the message waited behind another first. DEAD may be discarded, or claimed: a claim begins a new life at attempt 0. It is
/// followed by attempt 1, or without any attempt by DEAD, when it is released, or by DISCARDED. Nothing follows HEALED and DISCARDED.
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
        return switch (state) {
            case FAILED -> next.isAttempt(replay, attempt + 1);
            case DEAD ->
                    next.is(replay, attempt, ExceptionState.DISCARDED)
                            || next.is(replay + 1, 0, ExceptionState.CLAIMED);
            case CLAIMED ->
                    next.isAttempt(replay, 1)
                            || next.is(replay, 0, ExceptionState.DEAD)
                            || next.is(replay, 0, ExceptionState.DISCARDED);
            case HEALED, DISCARDED -> false;
        };
    }

    /// Whether nothing may follow.
    boolean isEnd() {
        return switch (state) {
            case FAILED, DEAD, CLAIMED -> false;
            case HEALED, DISCARDED -> true;
        };
    }

    private boolean isAttempt(int life, int number) {
        return replay == life
                && attempt == number
                && switch (state) {
                    case FAILED, DEAD, HEALED -> true;
                    case CLAIMED, DISCARDED -> false;
                };
    }

    private boolean is(int life, int number, ExceptionState what) {
        return replay == life && attempt == number && state == what;
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
