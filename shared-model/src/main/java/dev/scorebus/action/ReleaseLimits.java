package dev.scorebus.action;

import java.util.ArrayList;
import java.util.List;

/// What an action file may say and this release does not run. The format is wider than one release: programs are installed, and
/// modes are built, after it was fixed.
public final class ReleaseLimits {
    private static final List<String> PROGRAMS = List.of("trees");

    private ReleaseLimits() {}

    /// What of an action this release keeps and does not act on; no mistake, and yet whoever wrote it should know.
    public static List<String> notes(Action action) {
        List<String> notes = new ArrayList<>();
        if (!action.scale().equals(Action.Scale.DEFAULT)) {
            notes.add(
                    "spec.scale is kept and has no effect in this release: as many instances work as are started");
        }
        if (!action.resources().equals(Action.Resources.DEFAULT)) {
            notes.add(
                    "spec.resources is kept and has no effect in this release: an instance uses what its process or container may");
        }
        return notes;
    }

    /// What of an action this release does not run; nothing when it runs all of it.
    public static List<String> of(Action action) {
        List<String> limits = new ArrayList<>();
        if (!PROGRAMS.contains(action.program())) {
            limits.add(
                    "spec.program: '%s' is not a program of this release%s; allowed: %s"
                            .formatted(
                                    action.program(),
                                    NearestName.hint(action.program(), PROGRAMS),
                                    String.join(", ", PROGRAMS)));
        }
        return limits;
    }
}
