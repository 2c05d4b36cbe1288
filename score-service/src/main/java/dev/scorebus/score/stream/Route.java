package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.FailureKind;
import java.time.Duration;

/// Where a message goes next.
sealed interface Route {
    /// Its score goes to the outputs.
    record Emit(Outcome.Scored scored) implements Route {}

    /// Nowhere; it is counted.
    record Drop() implements Route {}

    /// To the retry topic of the action.
    ///
    /// @param delay how long its next attempt waits
    record Retry(Outcome.Failed failed, Duration delay) implements Route {}

    /// To the end of the retry topic of the action, behind an earlier message of its key; no attempt was made.
    ///
    /// @param ahead the offset of that message
    record Follow(long ahead) implements Route {}

    /// To the dead letters of the action.
    record DeadLetter(Outcome.Failed failed) implements Route {}

    /// Decides. Delays double from attempt to attempt up to the longest, and are shortened by up to a half, so that messages that
    /// failed together do not come back together.
    ///
    /// @param attempt which attempt this was; 1 is the first
    /// @param retry what the action says of failures
    /// @param chance 0 to 1, drawn anew for each message
    static Route of(Outcome outcome, int attempt, Action.Retry retry, double chance) {
        return switch (outcome) {
            case Outcome.Scored scored -> new Emit(scored);
            case Outcome.Filtered _ -> new Drop();
            case Outcome.Behind(String _, long ahead) -> new Follow(ahead);
            case Outcome.Failed failed
                    when retryable(failed.kind()) && attempt <= retry.maxRetries() ->
                    new Retry(failed, delay(attempt, retry, chance));
            case Outcome.Failed failed -> new DeadLetter(failed);
        };
    }

    private static boolean retryable(FailureKind kind) {
        return switch (kind) {
            case PROGRAM, TIMEOUT -> true;
            case SCHEMA -> false;
        };
    }

    private static Duration delay(int attempt, Action.Retry retry, double chance) {
        double doubled = retry.firstDelay().toMillis() * Math.pow(2, attempt - 1);
        double longest = Math.min(doubled, (double) retry.maxDelay().toMillis());
        return Duration.ofMillis(Math.round(longest * (1 - chance / 2)));
    }
}
