package dev.scorebus.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Leaves out the meters of libraries that break Prometheus's rules of naming (units other than base units, a `count` that
/// counts nothing), and gives a help text to those that have none.
final class PrometheusFilter implements MeterFilter {
    private static final Set<String> NO_BASE_UNITS =
            Set.of(
                    "ns",
                    "us",
                    "ms",
                    "sec",
                    "s",
                    "m",
                    "h",
                    "d",
                    "b",
                    "kb",
                    "mb",
                    "gb",
                    "tb",
                    "pb",
                    "nanoseconds",
                    "microseconds",
                    "milliseconds",
                    "minutes",
                    "hours",
                    "days",
                    "kilobytes",
                    "megabytes",
                    "gigabytes");
    private static final Set<Meter.Type> COUNTED =
            Set.of(
                    Meter.Type.COUNTER,
                    Meter.Type.TIMER,
                    Meter.Type.LONG_TASK_TIMER,
                    Meter.Type.DISTRIBUTION_SUMMARY);

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        List<String> words = words(id);
        boolean timed =
                id.getType() == Meter.Type.TIMER || id.getType() == Meter.Type.LONG_TASK_TIMER;
        boolean offUnit = !timed && words.stream().anyMatch(NO_BASE_UNITS::contains);
        boolean miscounted =
                !COUNTED.contains(id.getType())
                        && Set.of("count", "total", "sum").contains(words.getLast());
        return offUnit || miscounted ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        return id.getDescription() != null
                ? id
                : new Meter.Id(
                        id.getName(),
                        Tags.of(id.getTags()),
                        id.getBaseUnit(),
                        id.getName().replaceAll("[._-]", " "),
                        id.getType());
    }

    /// The name's, and the unit that becomes its end.
    private static List<String> words(Meter.Id id) {
        String unit = id.getBaseUnit();
        return Stream.concat(
                        Arrays.stream(id.getName().split("[._-]", -1)),
                        unit == null ? Stream.empty() : Stream.of(unit))
                .toList();
    }
}
