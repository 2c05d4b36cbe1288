package dev.scorebus.score.stream;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.IdFilter;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.ledger.TrackingEvent.ModelCount;
import dev.scorebus.message.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers what became of consecutive records of one partition, and says it as a span.
final class SpanTally {
    private final long lo;
    private final Totals totals = new Totals();
    private final List<String> ids = new ArrayList<>();
    private final List<ExceptionEntry> exceptions = new ArrayList<>();
    private int relayed;
    private int weight;

    /// @param lo where the span begins
    SpanTally(long lo) {
        this.lo = lo;
    }

    /// A record went its way.
    ///
    /// @param failure what is to be said of it, when it failed
    void add(@Nullable String eventId, Route route, @Nullable ExceptionEntry failure) {
        totals.add(route);
        if (eventId != null) {
            ids.add(eventId);
        }
        if (failure != null) {
            exceptions.add(failure);
            weight +=
                    200
                            + (eventId == null ? 0 : eventId.length())
                            + (failure.error() == null ? 0 : failure.error().length());
        }
    }

    /// A record stood for a message of another partition.
    void relay() {
        relayed++;
    }

    /// How many characters its failures take, about.
    int weight() {
        return weight;
    }

    /// Says it.
    TrackingEvent.Span span(
            Frontier frontier,
            long hi,
            Mode mode,
            @Nullable String runId,
            String instance,
            Instant at) {
        List<ModelCount> counts = new ArrayList<>();
        totals.models()
                .forEach(
                        (model, count) ->
                                counts.add(new ModelCount(model.name(), model.version(), count)));
        return new TrackingEvent.Span(
                frontier,
                lo,
                hi,
                totals.scored() + totals.filtered() + exceptions.size() + relayed,
                totals.scored(),
                totals.filtered(),
                exceptions.size(),
                relayed,
                mode,
                counts,
                ids.isEmpty() ? null : IdFilter.of(ids),
                exceptions,
                runId,
                instance,
                at);
    }
}
