package dev.scorebus.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What a demo expected of each step and did not find.
final class Checks {
    private final List<String> failed = new ArrayList<>();

    /// Expects a count.
    void equal(String what, long expected, long found) {
        that(found == expected, () -> "%s: %d expected, %d found".formatted(what, expected, found));
    }

    /// Expects a count that may be larger, as where a topic holds messages of an earlier demo.
    void atLeast(String what, long expected, long found) {
        that(
                found >= expected,
                () -> "%s: at least %d expected, %d found".formatted(what, expected, found));
    }

    /// Expects that there are none.
    void none(String what, List<String> found) {
        that(
                found.isEmpty(),
                () -> "%s: %d, such as: %s".formatted(what, found.size(), found.getFirst()));
    }

    /// Expects that something holds.
    ///
    /// @param otherwise what to say when it does not; looked at only then
    void that(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            failed.add(otherwise.get());
        }
    }

    /// What did not hold.
    List<String> failed() {
        return List.copyOf(failed);
    }
}
