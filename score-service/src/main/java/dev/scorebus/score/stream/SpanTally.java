package dev.scorebus.score.stream;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.IdFilter;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.ledger.TrackingEvent.ModelCount;
import dev.scorebus.message.Mode;
import dev.scorebus.model.ModelVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts what became of the records of one partition in one poll, and says it as a span.
final class SpanTally {
    private static final int LONGEST_ERROR = 500;

    private final String deadLetterTopic;
    private final List<String> ids = new ArrayList<>();
    private final List<ExceptionEntry> exceptions = new ArrayList<>();
    private final Map<ModelVersion, Integer> models = new LinkedHashMap<>();
    private int scored;
    private int filtered;

    SpanTally(String deadLetterTopic) {
        this.deadLetterTopic = deadLetterTopic;
    }

    /// A record went its way.
    void add(long offset, @Nullable String eventId, Route route) {
        if (eventId != null) {
            ids.add(eventId);
        }
        switch (route) {
            case Route.Emit(Outcome.Scored outcome) -> {
                scored++;
                models.merge(outcome.model(), 1, Integer::sum);
            }
            case Route.Drop() -> filtered++;
            case Route.DeadLetter(Outcome.Failed failed, int attempt) ->
                    exceptions.add(
                            ExceptionEntry.dead(
                                    offset,
                                    eventId,
                                    0,
                                    attempt,
                                    failed.kind(),
                                    shortened(failed.detail()),
                                    deadLetterTopic));
        }
    }

    private static String shortened(String detail) {
        return detail.length() <= LONGEST_ERROR
                ? detail
                : detail.substring(0, LONGEST_ERROR - 1) + "…";
    }

    /// How many records were scored by which version.
    Map<ModelVersion, Integer> models() {
        return models;
    }

    /// How many were filtered out.
    int filtered() {
        return filtered;
    }

    /// How many failed.
    int failed() {
        return exceptions.size();
    }

    /// Says it.
    TrackingEvent.Span span(Frontier frontier, long lo, long hi, String instance, Instant at) {
        List<ModelCount> counts = new ArrayList<>();
        models.forEach(
                (model, count) -> counts.add(new ModelCount(model.name(), model.version(), count)));
        return new TrackingEvent.Span(
                frontier,
                lo,
                hi,
                scored + filtered + exceptions.size(),
                scored,
                filtered,
                exceptions.size(),
                0,
                Mode.STREAM,
                counts,
                ids.isEmpty() ? null : IdFilter.of(ids),
                exceptions,
                null,
                instance,
                at);
    }
}
