package dev.scorebus.benchmarks.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/// Which faults strike when, and how long each lasts. Faults of different parts may overlap.
///
/// @param strikes in the order of their times
public record Schedule(List<Strike> strikes) {
    private static final Duration LONGEST_REST = Duration.ofSeconds(3);
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(6);

    /// One fault.
    ///
    /// @param at when, from the beginning
    /// @param lasting how long until it is undone
    /// @param fault what
    public record Strike(Duration at, Duration lasting, Fault fault) {
        Duration end() {
            return at.plus(lasting);
        }

        @Override
        public String toString() {
            return "at %.1f s for %.1f s: %s"
                    .formatted(at.toMillis() / 1000.0, lasting.toMillis() / 1000.0, fault);
        }
    }

    public Schedule {
        strikes = strikes.stream().sorted(Comparator.comparing(Strike::at)).toList();
        Map<String, Duration> free = new HashMap<>();
        for (Strike strike : strikes) {
            Duration before = free.put(strike.fault().part(), strike.end());
            if (before != null && before.compareTo(strike.at()) > 0) {
                throw new IllegalArgumentException(
                        "%s is struck again before the fault before is undone: %s"
                                .formatted(strike.fault().part(), strike));
            }
        }
    }

    /// A schedule by chance, the same for the same seed. Each part is struck about as often as any other.
    ///
    /// @param length when the last fault is undone at the latest
    /// @param faults what can befall
    public static Schedule seeded(long seed, Duration length, List<Fault> faults) {
        Random random = new Random(seed);
        List<List<Fault>> parts = byPart(faults);
        Map<String, Duration> free = new HashMap<>();
        List<Strike> strikes = new ArrayList<>();
        Duration at = between(random, Duration.ZERO, LONGEST_REST);
        while (at.compareTo(length) < 0) {
            List<Fault> part = parts.get(random.nextInt(parts.size()));
            Fault fault = part.get(random.nextInt(part.size()));
            Duration lasting = between(random, SHORTEST, LONGEST).plus(fault.longer());
            Strike strike = new Strike(at, lasting, fault);
            if (strike.end().compareTo(length) <= 0
                    && free.getOrDefault(fault.part(), Duration.ZERO).compareTo(at) <= 0) {
                free.put(fault.part(), strike.end());
                strikes.add(strike);
            }
            at = at.plus(between(random, Duration.ZERO, LONGEST_REST));
        }
        return new Schedule(strikes);
    }

    private static List<List<Fault>> byPart(List<Fault> faults) {
        Map<String, List<Fault>> parts = new LinkedHashMap<>();
        for (Fault fault : faults) {
            parts.computeIfAbsent(fault.part(), _ -> new ArrayList<>()).add(fault);
        }
        return List.copyOf(parts.values());
    }

    private static Duration between(Random random, Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }

    @Override
    public String toString() {
        return strikes.stream().map(Strike::toString).collect(Collectors.joining("\n"));
    }
}
