package dev.scorebus.model;

import java.util.Collection;
import java.util.List;

/// Which version someone means who typed all of its sha-256 or only the beginning.
public sealed interface VersionChoice {
    /// How much of a version must be typed at least.
    int SHORTEST = 6;

    /// This one.
    record One(String version) implements VersionChoice {}

    /// None of them.
    record None() implements VersionChoice {}

    /// It is the beginning of several.
    record Many(List<String> versions) implements VersionChoice {
        public Many {
            versions = List.copyOf(versions);
        }

        /// What is wrong and what to do.
        ///
        /// @param of whose versions they are, such as `model 'merge-time'`
        public String problem(String typed, String of) {
            return "'%s' is the beginning of %d versions of %s: %s; write more of it"
                    .formatted(typed, versions.size(), of, String.join(", ", versions));
        }
    }

    /// Finds it.
    ///
    /// @param versions all that there are, or at least those that begin so
    static VersionChoice of(String typed, Collection<String> versions) {
        if (versions.contains(typed)) {
            return new One(typed);
        }
        List<String> meant =
                typed.length() < SHORTEST
                        ? List.of()
                        : versions.stream()
                                .filter(version -> version.startsWith(typed))
                                .distinct()
                                .sorted()
                                .toList();
        return switch (meant.size()) {
            case 0 -> new None();
            case 1 -> new One(meant.getFirst());
            default -> new Many(meant);
        };
    }
}
