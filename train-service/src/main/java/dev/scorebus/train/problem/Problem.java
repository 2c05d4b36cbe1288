package dev.scorebus.train.problem;

import java.util.List;
import java.util.Map;

/// What is wrong with a request. Faults of ours are not here: they stay exceptions and are answered with 500.
public sealed interface Problem {
    /// What is wrong, where, and what to do.
    String detail();

    /// There is no such thing.
    record NotFound(String detail) implements Problem {}

    /// The request cannot be carried out as it stands; all that is wrong with it is named.
    record Invalid(List<String> faults) implements Problem {
        public Invalid {
            faults = List.copyOf(faults);
        }

        @Override
        public String detail() {
            return String.join("; ", faults);
        }
    }

    /// The file is not what it should be.
    record UnreadableFile(String detail) implements Problem {}

    /// The file is larger than this installation takes.
    record TooLarge(String detail) implements Problem {}

    /// The request stands against what has happened meanwhile.
    ///
    /// @param facts what the caller needs to decide anew
    record Conflict(String detail, Map<String, String> facts) implements Problem {
        public Conflict {
            facts = Map.copyOf(facts);
        }
    }
}
