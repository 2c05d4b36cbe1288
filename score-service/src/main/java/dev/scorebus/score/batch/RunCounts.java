package dev.scorebus.score.batch;

import dev.scorebus.score.stream.PageScorer;
import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/// What became of a run's messages, up to a page. It is committed beside the position of the page, so no page counts twice.
record RunCounts(long page, long scored, long filtered, long dead, long discarded, long retried) {
    static final RunCounts NONE = new RunCounts(0, 0, 0, 0, 0, 0);

    private static final Pattern FORM =
            Pattern.compile(
                    "page (\\d{1,18}) scored (\\d{1,18}) filtered (\\d{1,18}) dead (\\d{1,18}) discarded (\\d{1,18}) retried (\\d{1,18})(?: by (\\S{1,100}))?");

    /// With a page more.
    RunCounts after(PageScorer.Made made, int given) {
        return new RunCounts(
                page + 1,
                scored + made.scored(),
                filtered + made.filtered(),
                dead + made.dead(),
                discarded + given,
                retried + made.retried());
    }

    /// How it is written beside an offset.
    ///
    /// @param by who commits it, with what it shipped
    String text(String by) {
        return "page %d scored %d filtered %d dead %d discarded %d retried %d by %s"
                .formatted(page, scored, filtered, dead, discarded, retried, by);
    }

    /// Who committed an offset with what it shipped; null when that is not known.
    static @Nullable String by(@Nullable OffsetAndMetadata committed) {
        Matcher matcher = FORM.matcher(committed == null ? "" : committed.metadata());
        return matcher.matches() ? matcher.group(7) : null;
    }

    /// The newest of those that were committed.
    static RunCounts newest(Collection<OffsetAndMetadata> committed) {
        return committed.stream()
                .map(offset -> read(offset.metadata()))
                .max(Comparator.comparingLong(RunCounts::page))
                .orElse(NONE);
    }

    private static RunCounts read(String metadata) {
        Matcher matcher = FORM.matcher(metadata);
        if (!matcher.matches()) {
            return NONE;
        }
        return new RunCounts(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                Long.parseLong(matcher.group(4)),
                Long.parseLong(matcher.group(5)),
                Long.parseLong(matcher.group(6)));
    }
}
