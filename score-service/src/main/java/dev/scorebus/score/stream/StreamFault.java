package dev.scorebus.score.stream;

import dev.scorebus.score.action.ActionStatus.State;

/// An action cannot go on now. Nothing was committed, nothing is skipped; it is tried again.
final class StreamFault extends RuntimeException {
    private final State state;

    StreamFault(State state, String reason) {
        super(reason, null, false, false);
        this.state = state;
    }

    /// How the action's state is called meanwhile.
    State state() {
        return state;
    }

    /// Why it cannot go on.
    String reason() {
        return String.valueOf(getMessage());
    }
}
