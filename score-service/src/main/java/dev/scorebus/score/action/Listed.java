package dev.scorebus.score.action;

import dev.scorebus.action.Action;

/// An action as it lies in the topic of actions.
public sealed interface Listed {
    /// The action's name.
    String name();

    /// It can be read.
    record Sound(Action action) implements Listed {
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
