package dev.scorebus.train.data;

import dev.scorebus.training.DataSetVersion.Column;
import dev.scorebus.training.DataSetVersion.ColumnType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is seen of one column while its file is read once. Its cost is bounded, whatever it holds.
final class ColumnProfile {
    private static final int DISTINCT_BOUND = 1000;
    private static final int SHOWN = 100;

    private final Set<Long> distinct = new HashSet<>();
    private boolean integers = true;
    private boolean numbers = true;
    private boolean booleans = true;
    private boolean times = true;
    private long present;
    private long missingWords;
    private boolean moreDistinct;
    private double minNumber = Double.POSITIVE_INFINITY;
    private double maxNumber = Double.NEGATIVE_INFINITY;
    private Instant minTime = Instant.MAX;
    private Instant maxTime = Instant.MIN;
    private @Nullable String minText;
    private @Nullable String maxText;
    private @Nullable String example;
    private @Nullable String wordExample;

    void see(@Nullable String text) {
        if (text == null) {
            return;
        }
        present++;
        countDistinct(text);
        if (Cell.isMissingWord(text)) {
            missingWords++;
            wordExample = wordExample == null ? text : wordExample;
        } else {
            example = example == null ? text : example;
            narrow(text);
        }
        minText = minText == null || text.compareTo(minText) < 0 ? text : minText;
        maxText = maxText == null || text.compareTo(maxText) > 0 ? text : maxText;
    }

    Column of(String name, long rows) {
        ColumnType type = type();
        boolean text = type == ColumnType.TEXT;
        long values = text ? present : present - missingWords;
        return new Column(
                name,
                type,
                rows - values,
                distinct.size(),
                moreDistinct,
                shown(min(type)),
                shown(max(type)),
                shown(example == null && text ? wordExample : example));
    }

    /// The earliest and the latest value as seconds since 1970, when the column holds times.
    @Nullable TimeSpan timeSpan(String name) {
        return switch (type()) {
            case TIME -> new TimeSpan(minTime, maxTime);
            case INTEGER -> named(name) ? TimeSpan.since1970(minNumber, maxNumber) : null;
            case NUMBER, BOOLEAN, TEXT, EMPTY -> null;
        };
    }

    private ColumnType type() {
        if (present == missingWords) {
            return present == 0 ? ColumnType.EMPTY : ColumnType.TEXT;
        }
        if (integers) {
            return ColumnType.INTEGER;
        }
        if (numbers) {
            return ColumnType.NUMBER;
        }
        if (booleans) {
            return ColumnType.BOOLEAN;
        }
        return times ? ColumnType.TIME : ColumnType.TEXT;
    }

    private void narrow(String text) {
        if (numbers) {
            Double number = Cell.number(text);
            if (number == null) {
                numbers = false;
                integers = false;
            } else {
                minNumber = Math.min(minNumber, number);
                maxNumber = Math.max(maxNumber, number);
            }
        }
        integers = integers && Cell.integer(text) != null;
        booleans = booleans && Cell.bool(text) != null;
        if (times) {
            Instant time = Cell.time(text);
            if (time == null) {
                times = false;
            } else {
                minTime = time.isBefore(minTime) ? time : minTime;
                maxTime = time.isAfter(maxTime) ? time : maxTime;
            }
        }
    }

    private @Nullable String min(ColumnType type) {
        return switch (type) {
            case INTEGER -> Long.toString((long) minNumber);
            case NUMBER -> Double.toString(minNumber);
            case TIME -> minTime.toString();
            case BOOLEAN, TEXT, EMPTY -> minText;
        };
    }

    private @Nullable String max(ColumnType type) {
        return switch (type) {
            case INTEGER -> Long.toString((long) maxNumber);
            case NUMBER -> Double.toString(maxNumber);
            case TIME -> maxTime.toString();
            case BOOLEAN, TEXT, EMPTY -> maxText;
        };
    }

    private void countDistinct(String text) {
        if (!moreDistinct) {
            distinct.add(hash(text));
            if (distinct.size() > DISTINCT_BOUND) {
                distinct.remove(hash(text));
                moreDistinct = true;
            }
        }
    }

    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    private static boolean named(String name) {
        return name.matches(
                "(?i)(.*_)?(at|on|time|timestamp|date)|.*[a-z](At|Time|Timestamp|Date)");
    }

    private static @Nullable String shown(@Nullable String text) {
        return text == null || text.length() <= SHOWN
                ? text
                : text.substring(
                        0,
                        text.offsetByCodePoints(
                                0, Math.min(SHOWN, text.codePointCount(0, text.length()))));
    }

    /// From when to when a column's values are.
    record TimeSpan(Instant from, Instant to) {
        private static final double YEAR_1990 = 631_152_000d;
        private static final double YEAR_2100 = 4_102_444_800d;

        /// Seconds or milliseconds since 1970, whichever puts all of them between 1990 and 2100.
        static @Nullable TimeSpan since1970(double min, double max) {
            if (min >= YEAR_1990 && max < YEAR_2100) {
                return new TimeSpan(
                        Instant.ofEpochSecond((long) min), Instant.ofEpochSecond((long) max));
            }
            if (min >= YEAR_1990 * 1000 && max < YEAR_2100 * 1000) {
                return new TimeSpan(
                        Instant.ofEpochMilli((long) min), Instant.ofEpochMilli((long) max));
            }
            return null;
        }
    }
}
