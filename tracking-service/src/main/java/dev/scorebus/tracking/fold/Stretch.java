package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.ModelCount;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A row of the span table: one span that was told, or several that follow each other and say the same of their messages. Because
/// spans grow together, rows grow with time and not with messages; because a row lies within one minute of the clock, sums over
/// minutes stay exact.
///
/// @param models how many scores each model version gave, by its id
record Stretch(
        int frontierId,
        long lo,
        long hi,
        int records,
        int scored,
        int filtered,
        int failed,
        int relayed,
        String mode,
        Instant at,
        Instant lastAt,
        @Nullable String runId,
        String instance,
        Map<Integer, Integer> models) {
    Stretch {
        models = Map.copyOf(models);
    }

    /// What names a row.
    record Place(int frontierId, long lo) {}

    /// A span as it was told.
    ///
    /// @param ids the ids of its model versions
    static Stretch of(int frontierId, TrackingEvent.Span span, Map<ModelName, Integer> ids) {
        Map<Integer, Integer> models = new HashMap<>();
        for (ModelCount count : span.models()) {
            Integer id =
                    Objects.requireNonNull(
                            ids.get(ModelTable.stored(count.model(), count.version())));
            models.merge(id, count.count(), Integer::sum);
        }
        return new Stretch(
                frontierId,
                span.lo(),
                span.hi(),
                span.records(),
                span.scored(),
                span.filtered(),
                span.failed(),
                span.relayed(),
                span.mode().name(),
                span.at(),
                span.at(),
                Columns.textOrNull(span.runId()),
                Columns.text(span.instance()),
                models);
    }

    Place place() {
        return new Place(frontierId, lo);
    }

    /// Whether a later span may be counted into this row without anything being known less exactly of a message than before: it
    /// begins where this one ends, in the same minute, and the same instance processed it in the same way with the same model
    /// versions. Where the filter has dropped some already, it may have dropped more or none.
    boolean growsBy(Stretch next) {
        return next.lo == hi
                && next.mode.equals(mode)
                && next.instance.equals(instance)
                && Objects.equals(next.runId, runId)
                && minute(next.at).equals(minute(at))
                && (next.scored == 0 || next.models.keySet().equals(models.keySet()))
                && (next.scored == 0 || scored > 0)
                && (next.filtered == 0 || filtered > 0)
                && (next.relayed == 0 || relayed == records)
                && (relayed == 0 || next.relayed == next.records);
    }

    /// Both in one row.
    Stretch and(Stretch next) {
        Map<Integer, Integer> sum = new HashMap<>(models);
        next.models.forEach((id, count) -> sum.merge(id, count, Integer::sum));
        return new Stretch(
                frontierId,
                lo,
                next.hi,
                records + next.records,
                scored + next.scored,
                filtered + next.filtered,
                failed + next.failed,
                relayed + next.relayed,
                mode,
                at,
                next.lastAt,
                runId,
                instance,
                sum);
    }

    private static Instant minute(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MINUTES);
    }
}
