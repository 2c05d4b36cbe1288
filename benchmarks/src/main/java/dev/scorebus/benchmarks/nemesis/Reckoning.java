package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.nemesis.Ledger.Fate;
import dev.scorebus.benchmarks.nemesis.Outcomes.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What was sent beside what a reader of committed records found.
///
/// @param missing messages of which nothing came
/// @param doubled messages of which more than one thing came
/// @param misplaced messages that were scored and should be dead letters, or the other way round
/// @param miscounted messages that were tried too often, not often enough, or counted wrongly
/// @param unknown what came of messages that nobody sent
public record Reckoning(
        List<String> missing,
        List<String> doubled,
        List<String> misplaced,
        List<String> miscounted,
        List<String> unknown) {
    /// So often a message fails before it is a dead letter.
    static final int ATTEMPTS = 6;

    private static final int SHOWN = 5;

    public Reckoning {
        missing = List.copyOf(missing);
        doubled = List.copyOf(doubled);
        misplaced = List.copyOf(misplaced);
        miscounted = List.copyOf(miscounted);
        unknown = List.copyOf(unknown);
    }

    /// @param charges as in [Science#charges]
    static Reckoning of(Map<String, Fate> sent, Found found, boolean charges) {
        List<String> missing = new ArrayList<>();
        List<String> doubled = new ArrayList<>();
        List<String> misplaced = new ArrayList<>();
        List<String> miscounted = new ArrayList<>();
        sent.forEach(
                (id, fate) -> {
                    int scored = found.scores().getOrDefault(id, 0);
                    List<Integer> letters = found.letters().getOrDefault(id, List.of());
                    int wrong =
                            switch (fate) {
                                case SCORED, HEALED -> letters.size();
                                case DEAD, WORN_OUT, KILLS -> scored;
                            };
                    if (scored + letters.size() == 0) {
                        missing.add(id);
                    }
                    if (scored + letters.size() > 1) {
                        doubled.add(id);
                    }
                    if (wrong > 0) {
                        misplaced.add(id);
                    }
                    List<Integer> retries = found.retries().getOrDefault(id, List.of());
                    Fate told = charges && fate == Fate.SCORED ? Fate.HEALED : fate;
                    if (!counts(told, retries, letters)) {
                        miscounted.add(
                                "%s %s: waited for %s, dead after %s"
                                        .formatted(fate, id, retries, letters));
                    }
                });
        List<String> unknown = new ArrayList<>(found.scores().keySet());
        unknown.addAll(found.retries().keySet());
        unknown.addAll(found.letters().keySet());
        unknown.removeAll(sent.keySet());
        return new Reckoning(missing, doubled, misplaced, miscounted, unknown);
    }

    /// Whether its retries are numbered 2, 3, … without a hole or a double, as far as its fate takes it. Partitions are read in any
    /// order, so they are sorted first.
    private static boolean counts(Fate fate, List<Integer> retries, List<Integer> letters) {
        List<Integer> numbers = retries.stream().sorted().toList();
        boolean gapless = numbers.equals(IntStream.range(2, 2 + numbers.size()).boxed().toList());
        int most = numbers.size() + 1;
        int last = fate == Fate.KILLS ? ATTEMPTS : most;
        boolean told = letters.stream().allMatch(attempts -> attempts == last);
        return gapless
                && told
                && switch (fate) {
                    case SCORED, DEAD, KILLS -> most == 1;
                    case HEALED -> most <= ATTEMPTS;
                    case WORN_OUT -> most == ATTEMPTS || letters.isEmpty();
                };
    }

    /// Whether each message was scored once, or became a dead letter once, as it should.
    public boolean holds() {
        return missing.isEmpty()
                && doubled.isEmpty()
                && misplaced.isEmpty()
                && miscounted.isEmpty()
                && unknown.isEmpty();
    }

    @Override
    public String toString() {
        return "missing %s, doubled %s, misplaced %s, miscounted %s, unknown %s"
                .formatted(
                        say(missing), say(doubled), say(misplaced), say(miscounted), say(unknown));
    }

    private static String say(List<String> ids) {
        return ids.size() <= SHOWN
                ? ids.toString()
                : "%d, such as %s".formatted(ids.size(), ids.subList(0, SHOWN));
    }
}
