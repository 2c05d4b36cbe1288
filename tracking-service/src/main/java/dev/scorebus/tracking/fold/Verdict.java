package dev.scorebus.tracking.fold;

/// The decision about an event.
sealed interface Verdict {
    /// It follows what the ledger knows.
    record Follows() implements Verdict {}

    /// It was folded before.
    record Replay() implements Verdict {}

    /// What comes before it is missing; it may follow later.
    record Early(String why) implements Verdict {}

    /// It speaks again of what another event told already, or of what cannot be; nothing that comes later mends that.
    record Contradicts(String why) implements Verdict {}

    /// The same in one word.
    default Answer answer() {
        return switch (this) {
            case Follows _ -> Answer.APPLIED;
            case Replay _ -> Answer.DUPLICATE;
            case Early _, Contradicts _ -> Answer.GAP;
        };
    }
}
