package dev.scorebus.score.stream;

/// Where a message goes next.
sealed interface Route {
    /// Its score goes to the outputs.
    record Emit(Outcome.Scored scored) implements Route {}

    /// Nowhere; it is counted.
    record Drop() implements Route {}

    /// To the dead letters of the action.
    ///
    /// @param attempt which attempt failed last
    record DeadLetter(Outcome.Failed failed, int attempt) implements Route {}

    /// Decides.
    ///
    /// @param attempt which attempt this was; 1 is the first
    static Route of(Outcome outcome, int attempt) {
        return switch (outcome) {
            case Outcome.Scored scored -> new Emit(scored);
            case Outcome.Filtered _ -> new Drop();
            case Outcome.Failed failed -> new DeadLetter(failed, attempt);
        };
    }
}
