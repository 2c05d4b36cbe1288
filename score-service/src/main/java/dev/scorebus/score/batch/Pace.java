package dev.scorebus.score.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// How fast a run may be, and how fast it is.
final class Pace {
    private static final Duration OF_LATE = Duration.ofSeconds(10);

    private final @Nullable Integer rowsPerSecond;
    private final Deque<Point> points = new ArrayDeque<>();
    private Instant free = Instant.EPOCH;

    private record Point(Instant at, long done) {}

    /// @param rowsPerSecond absent: as fast as it can
    Pace(@Nullable Integer rowsPerSecond) {
        this.rowsPerSecond = rowsPerSecond;
    }

    /// How many rows the next page may hold: no more than those of a second.
    int most(int page) {
        return rowsPerSecond == null ? page : Math.min(page, rowsPerSecond);
    }

    /// How long the next page has to wait.
    Duration wait(Instant now) {
        return free.isAfter(now) ? Duration.between(now, free) : Duration.ZERO;
    }

    /// So many rows were read at a time that began then.
    void read(Instant began, int rows) {
        if (rowsPerSecond != null) {
            Instant start = free.isAfter(began) ? free : began;
            free = start.plusNanos(1_000_000_000L * rows / rowsPerSecond);
        }
    }

    /// So many rows lie behind it now.
    void reached(Instant now, long done) {
        points.addLast(new Point(now, done));
        while (points.size() > 2 && points.getFirst().at().isBefore(now.minus(OF_LATE))) {
            points.removeFirst();
        }
    }

    /// How many rows a second it did of late.
    double rate() {
        if (points.size() < 2) {
            return 0;
        }
        Point first = points.getFirst();
        Point last = points.getLast();
        double seconds = Duration.between(first.at(), last.at()).toNanos() / 1e9;
        return seconds <= 0 ? 0 : Math.round(10 * (last.done() - first.done()) / seconds) / 10.0;
    }

    /// How many seconds the rest takes at this rate; absent when there is no telling.
    @Nullable Long eta(long left) {
        double rate = rate();
        return rate <= 0 ? null : (long) Math.ceil(left / rate);
    }
}
