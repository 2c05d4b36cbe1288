package dev.scorebus.action;

import java.util.List;

/// What became of reading an action file.
public sealed interface ParsedAction {
    /// The file is right.
    record Valid(Action action) implements ParsedAction {}

    /// The file is wrong in at least one place; all places are named.
    record Invalid(List<ActionProblem> problems) implements ParsedAction {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
