package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.nemesis.Ledger.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What was sent beside what a reader of committed records found.
///
/// @param missing messages of which nothing came
/// @param doubled messages of which more than one thing came
/// @param misplaced messages that were scored and should be dead letters, or the other way round
/// @param unknown what came of messages that nobody sent
public record Reckoning(
        List<String> missing, List<String> doubled, List<String> misplaced, List<String> unknown) {
    private static final int SHOWN = 5;

    public Reckoning {
        missing = List.copyOf(missing);
        doubled = List.copyOf(doubled);
        misplaced = List.copyOf(misplaced);
        unknown = List.copyOf(unknown);
    }

    /// @param scores how often each message was scored
    /// @param letters how often each message became a dead letter
    static Reckoning of(
            Map<String, Fate> sent, Map<String, Integer> scores, Map<String, Integer> letters) {
        List<String> missing = new ArrayList<>();
        List<String> doubled = new ArrayList<>();
        List<String> misplaced = new ArrayList<>();
        sent.forEach(
                (id, fate) -> {
                    int scored = scores.getOrDefault(id, 0);
                    int dead = letters.getOrDefault(id, 0);
                    int wrong =
                            switch (fate) {
                                case SCORED -> dead;
                                case DEAD -> scored;
                            };
                    if (scored + dead == 0) {
                        missing.add(id);
                    }
                    if (scored + dead > 1) {
                        doubled.add(id);
                    }
                    if (wrong > 0) {
                        misplaced.add(id);
                    }
                });
        List<String> unknown = new ArrayList<>(scores.keySet());
        unknown.addAll(letters.keySet());
        unknown.removeAll(sent.keySet());
        return new Reckoning(missing, doubled, misplaced, unknown);
    }

    /// Whether each message was scored once, or became a dead letter once, as it should.
    public boolean holds() {
        return missing.isEmpty() && doubled.isEmpty() && misplaced.isEmpty() && unknown.isEmpty();
    }

    @Override
    public String toString() {
        return "missing %s, doubled %s, misplaced %s, unknown %s"
                .formatted(say(missing), say(doubled), say(misplaced), say(unknown));
    }

    private static String say(List<String> ids) {
        return ids.size() <= SHOWN
                ? ids.toString()
                : "%d, such as %s".formatted(ids.size(), ids.subList(0, SHOWN));
    }
}
