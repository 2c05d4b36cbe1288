package dev.scorebus.score.action;

import dev.scorebus.action.Action;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An action as it lies in the topic of actions.
public sealed interface Listed {
    /// The action's name.
    String name();

    /// It can be read.
    ///
    /// @param revision counts its changes
    /// @param paused who has paused it; absent while it may run
    /// @param who made the newest change
    /// @param at when that was
    record Sound(
            Action action,
            long revision,
            @Nullable Paused paused,
            @Nullable String who,
            @Nullable Instant at)
            implements Listed {
        @Override
        public String name() {
            return action.name();
        }
    }

    /// It cannot be read by this version of Scorebus; other actions go on.
    ///
    /// @param why what is wrong
    record Broken(String name, String why) implements Listed {}
}
