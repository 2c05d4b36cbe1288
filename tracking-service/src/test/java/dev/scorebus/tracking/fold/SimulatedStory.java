package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.tracking.fold.SimulatedLog.Attempt;
import dev.scorebus.tracking.fold.SimulatedLog.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the ledger says of one message in the end.
///
/// @param steps in the order they were told
record SimulatedStory(String message, List<LastStep> steps) {

    /// Each message is scored exactly once, or is dead once for each life that ended so, after as many attempts as there are, or was
    /// lost, or lies before the origin. The ledger knows every attempt that failed, and nobody holds it any more.
    ///
    /// @param first the first attempt at it; absent when it was lost or lies before the origin
    void check(@Nullable Attempt first, int scores, int letters, List<String> violations) {
        List<LastStep> expected = first == null ? List.of() : firstLife(first);
        boolean begins =
                steps.size() >= expected.size()
                        && steps.subList(0, expected.size()).equals(expected);
        boolean diedFirst =
                !expected.isEmpty() && expected.getLast().state() == ExceptionState.DEAD;
        if (!begins || (!diedFirst && steps.size() > expected.size())) {
            violations.add("message %s has the steps %s".formatted(message, steps));
            return;
        }
        boolean simple = first != null && first.succeeds();
        if (scores != count(ExceptionState.HEALED) + (simple ? 1 : 0)) {
            violations.add(
                    "message %s has %d scores and the steps %s".formatted(message, scores, steps));
        }
        if (letters != count(ExceptionState.DEAD)) {
            violations.add(
                    "message %s has %d dead letters and the steps %s"
                            .formatted(message, letters, steps));
        }
        if (diedFirst && first != null) {
            checkLives(first, violations);
        }
    }

    private void checkLives(Attempt first, List<String> violations) {
        for (int i = 1; i < steps.size(); i++) {
            LastStep step = steps.get(i);
            boolean right =
                    switch (step.state()) {
                        case HEALED -> first.living(step.replay()).succeeds();
                        case FAILED, DEAD ->
                                step.attempt() == 0 || !first.living(step.replay()).succeeds();
                        case CLAIMED, DISCARDED -> true;
                    };
            boolean last =
                    step.state() != ExceptionState.DEAD
                            || step.attempt() == 0
                            || step.attempt() == lastAttempt(first);
            if (!right || !last || !steps.get(i - 1).isFollowedBy(step)) {
                violations.add(
                        "message %s has the steps %s; %s is wrong".formatted(message, steps, step));
            }
        }
        if (steps.getLast().state() == ExceptionState.CLAIMED) {
            violations.add("message %s is left claimed: %s".formatted(message, steps));
        }
    }

    private int count(ExceptionState state) {
        return (int)
                steps.stream().filter(step -> step.state() == state && step.attempt() > 0).count();
    }

    private static int lastAttempt(Attempt first) {
        return first.kind() == Kind.POISON ? 1 : ProtocolDesign.MOST_ATTEMPTS;
    }

    private static List<LastStep> firstLife(Attempt first) {
        List<LastStep> steps = new ArrayList<>();
        Attempt attempt = first;
        while (!attempt.succeeds() && !attempt.dies(ProtocolDesign.MOST_ATTEMPTS)) {
            steps.add(new LastStep(0, attempt.number(), ExceptionState.FAILED));
            attempt = attempt.numbered(attempt.number() + 1);
        }
        if (!attempt.succeeds()) {
            steps.add(new LastStep(0, attempt.number(), ExceptionState.DEAD));
        } else if (!steps.isEmpty()) {
            steps.add(new LastStep(0, attempt.number(), ExceptionState.HEALED));
        }
        return steps;
    }
}
