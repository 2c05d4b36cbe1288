package dev.scorebus.score.action;

import dev.scorebus.score.edge.ProblemException;
import org.jspecify.annotations.Nullable;

/// Who changes an action, and why; both stay in its history.
record Author(@Nullable String who, @Nullable String reason) {
    private static final int LONGEST = 1_000;

    Author {
        check("who", who);
        check("reason", reason);
    }

    /// Who it is, where that must be known.
    String named() {
        if (who == null) {
            throw ProblemException.malformed(
                    "Say who does this: ?who=NAME; it stays in the action's history");
        }
        return who;
    }

    private static void check(String field, @Nullable String value) {
        if (value != null && (value.isBlank() || value.length() > LONGEST)) {
            throw ProblemException.malformed(
                    "'%s' has 1 to %d characters, got %d"
                            .formatted(field, LONGEST, value.length()));
        }
    }
}
