package dev.scorebus.action;

import java.util.List;

/// What became of reading a program file.
public sealed interface ParsedProgram {
    /// The file is right.
    record Valid(ProgramManifest manifest) implements ParsedProgram {}

    /// The file is wrong in at least one place; all places are named.
    record Invalid(List<ActionProblem> problems) implements ParsedProgram {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
