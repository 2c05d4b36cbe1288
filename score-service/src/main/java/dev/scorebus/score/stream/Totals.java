package dev.scorebus.score.stream;

import dev.scorebus.model.Score.ModelRef;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts what became of messages.
final class Totals {
    private final Map<ModelRef, Integer> models = new LinkedHashMap<>();
    private int filtered;
    private int retried;
    private int dead;
    private int behind;

    /// A message went its way.
    void add(Route route) {
        switch (route) {
            case Route.Emit(Outcome.Scored outcome) ->
                    models.merge(outcome.model(), 1, Integer::sum);
            case Route.Drop() -> filtered++;
            case Route.Retry _ -> retried++;
            case Route.DeadLetter _ -> dead++;
            case Route.Follow _ -> behind++;
        }
    }

    /// How many were scored by which version.
    Map<ModelRef, Integer> models() {
        return models;
    }

    /// How many were scored.
    int scored() {
        return models.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// How many were filtered out.
    int filtered() {
        return filtered;
    }

    /// How many failed and will be tried again.
    int retried() {
        return retried;
    }

    /// How many wait behind an earlier message of their key, without an attempt.
    int behind() {
        return behind;
    }

    /// How many became dead letters.
    int dead() {
        return dead;
    }
}
