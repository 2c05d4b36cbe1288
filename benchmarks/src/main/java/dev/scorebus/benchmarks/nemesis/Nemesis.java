package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.nemesis.Schedule.Strike;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Lets the faults of a schedule befall a cluster, and says so.
///
/// @param cluster what is struck
/// @param out told the schedule, each fault and its end
public record Nemesis(Cluster cluster, PrintStream out) {
    /// Returns when the last fault is undone, also when it fails; the parts may still be on their way to be ready then.
    public void run(Schedule schedule) {
        out.println(schedule);
        List<Moment> moments =
                schedule.strikes().stream()
                        .flatMap(
                                strike ->
                                        Stream.of(
                                                new Moment(strike.at(), strike, false),
                                                new Moment(strike.end(), strike, true)))
                        .sorted(Comparator.comparing(Moment::at))
                        .toList();
        Map<Strike, Fault.Remedy> open = new LinkedHashMap<>();
        long start = System.nanoTime();
        try {
            for (Moment moment : moments) {
                restUntil(start + moment.at().toNanos());
                out.printf(
                        "%5.1f s %s%s%n",
                        (System.nanoTime() - start) / 1e9,
                        moment.strike().fault(),
                        moment.ends() ? " is over" : "");
                pass(moment, open);
            }
        } finally {
            open.values().forEach(Fault.Remedy::apply);
        }
    }

    private void pass(Moment moment, Map<Strike, Fault.Remedy> open) {
        Strike strike = moment.strike();
        cluster.revive()
                .forEach(part -> out.printf("        %s had ended and is started again%n", part));
        if (moment.ends()) {
            Fault.Remedy remedy = open.remove(strike);
            if (remedy != null) {
                remedy.apply();
            }
        } else {
            open.put(strike, strike.fault().strike(cluster));
        }
    }

    private static void restUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime();
                left > 0;
                left = nanoTime - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted between two faults");
            }
            LockSupport.parkNanos(left);
        }
    }

    /// @param ends whether the fault is undone then, or strikes
    private record Moment(Duration at, Strike strike, boolean ends) {}
}
