package dev.scorebus.action;

import dev.scorebus.message.Mode;
import java.util.ArrayList;
import java.util.List;

/// What an action file may say and this release does not run. The format is wider than one release: programs are installed, and
/// modes are built, after it was fixed.
public final class ReleaseLimits {
    /// The programs that are built in; every other one is called over the bridge, where it is installed.
    public static final List<String> BUILT_IN = List.of("trees");

    private ReleaseLimits() {}

    /// What of an action this release keeps and does not act on; no mistake, and yet whoever wrote it should know.
    public static List<String> notes(Action action) {
        List<String> notes = new ArrayList<>();
        if (!BUILT_IN.contains(action.program())) {
            notes.add(
                    "spec.program: '%s' is not built in%s; it must be installed where the action runs"
                            .formatted(
                                    action.program(),
                                    NearestName.hint(action.program(), BUILT_IN)));
        }
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
        if (!BUILT_IN.contains(action.program())
                && action.model() == null
                && action.mode() == Mode.REQUEST) {
            limits.add(
                    "spec.mode: this release calls program '%s' by stream, micro-batch and batch; for requests use POST /api/programs/%s/commands/%s, which needs no action"
                            .formatted(action.program(), action.program(), action.command()));
        }
        return limits;
    }
}
