package dev.scorebus.tracking.deadletter;

import dev.scorebus.tracking.edge.Refusal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A message that batch runs have read too may be dead in the stream and in each of them; whoever names it by its place alone may mean
/// any.
final class Ambiguity {
    private Ambiguity() {}

    /// Refuses dead letters among which several lie at one place.
    ///
    /// @throws Refusal that names where they died
    static void refuse(List<DeadLetter> letters) {
        Map<String, TreeSet<String>> wheres =
                letters.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Ambiguity::place,
                                        TreeMap::new,
                                        Collectors.mapping(
                                                DeadLetter::where,
                                                Collectors.toCollection(TreeSet::new))));
        wheres.forEach(
                (place, where) -> {
                    if (where.size() > 1) {
                        throw Refusal.badRequest(
                                "run",
                                "Which of several?",
                                "The message %s is dead in several places; say which by 'run' (--run): %s"
                                        .formatted(
                                                place, String.join(", ", where.descendingSet())));
                    }
                });
    }

    private static String place(DeadLetter letter) {
        return "%s-%d-%d".formatted(letter.topic(), letter.partition(), letter.offset());
    }
}
