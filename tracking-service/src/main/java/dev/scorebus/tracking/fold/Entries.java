package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.ModelCount;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import dev.scorebus.message.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a batch changes in the ledger: decided event by event on locked frontiers, written in a few statements at the end.
/// Lives for one transaction.
final class Entries {
    private final FoldTables tables;
    private final Map<FrontierTable.Key, Standing> standings = new HashMap<>();
    private final Set<FrontierTable.Key> parkedFrontiers;
    private final LiveStepCache live;
    private final List<SpanTable.Row> spans = new ArrayList<>();
    private final List<SpanTable.LostRow> losses = new ArrayList<>();
    private final List<ExceptionTable.Row> steps = new ArrayList<>();
    private final List<ParkedTable.Gap> gaps = new ArrayList<>();
    private final List<Reading.Unreadable> unreadable = new ArrayList<>();

    /// Locks the frontiers that the events speak of, and reads the live steps of the messages that they amend.
    Entries(FoldTables tables, List<Reading> readings) {
        this.tables = tables;
        this.live = new LiveStepCache(tables.exceptions());
        Set<FrontierTable.Key> keys = new LinkedHashSet<>();
        for (Reading reading : readings) {
            if (reading instanceof Reading.Event event) {
                keys.add(FrontierTable.Key.of(event.event().frontier()));
            }
        }
        if (keys.isEmpty()) {
            parkedFrontiers = Set.of();
            return;
        }
        tables.frontiers().lock(keys).forEach((key, row) -> standings.put(key, new Standing(row)));
        parkedFrontiers = new HashSet<>(tables.parked().frontiersAmong(keys));
        live.read(amended(readings));
    }

    private List<LiveStepCache.Message> amended(List<Reading> readings) {
        List<LiveStepCache.Message> messages = new ArrayList<>();
        for (Reading reading : readings) {
            if (reading instanceof Reading.Event event) {
                Standing standing = standings.get(FrontierTable.Key.of(event.event().frontier()));
                if (standing != null) {
                    messages.addAll(LiveStepCache.amendedBy(standing.id, event.event()));
                }
            }
        }
        return messages;
    }

    /// Decides about a record.
    Answer take(Reading reading) {
        return switch (reading) {
            case Reading.Unreadable broken -> {
                unreadable.add(broken);
                yield Answer.UNREADABLE;
            }
            case Reading.Event event -> take(event);
        };
    }

    /// The decision about an event as things stand now; nothing changes.
    Verdict judge(Reading.Event reading) {
        return judge(standings.get(FrontierTable.Key.of(reading.event().frontier())), reading);
    }

    /// Where a frontier stands now; empty when nothing was ever said of it.
    Optional<Long> next(TrackingEvent.Frontier frontier) {
        Standing standing = standings.get(FrontierTable.Key.of(frontier));
        return standing == null ? Optional.empty() : Optional.of(standing.state.next());
    }

    /// Writes all that was decided.
    void write() {
        writeGapsSoFar();
        parkedFrontiers.forEach(this::applyParkedAmendments);
        Set<ModelName> models = new HashSet<>();
        for (SpanTable.Row row : spans) {
            for (ModelCount count : row.span().models()) {
                models.add(ModelTable.stored(count.model(), count.version()));
            }
        }
        for (ExceptionTable.Row row : steps) {
            row.entries().stream()
                    .map(ExceptionEntry::model)
                    .filter(Objects::nonNull)
                    .forEach(m -> models.add(ModelTable.stored(m.name(), m.version())));
        }
        Map<ModelName, Integer> ids = tables.models().ids(models);
        tables.spans().insert(spans, ids);
        tables.spans().insertLost(losses);
        tables.exceptions().insert(steps, ids);
        tables.parked().parkUnreadable(unreadable);
        for (Standing standing : standings.values()) {
            standing.save(tables.frontiers());
        }
    }

    private Answer take(Reading.Event reading) {
        TrackingEvent event = reading.event();
        FrontierTable.Key key = FrontierTable.Key.of(event.frontier());
        Standing standing = standings.get(key);
        Verdict verdict = judge(standing, reading);
        switch (verdict) {
            case Verdict.Follows _ -> {
                enter(key, standing, reading);
                if (parkedFrontiers.contains(key)) {
                    writeGapsSoFar();
                    applyParked(key);
                }
            }
            case Verdict.Early(String why) -> park(key, new ParkedTable.Gap(reading, why, true));
            case Verdict.Contradicts(String why) ->
                    park(key, new ParkedTable.Gap(reading, why, false));
            case Verdict.Replay _ -> {}
        }
        return verdict.answer();
    }

    private Verdict judge(@Nullable Standing standing, Reading.Event reading) {
        return standing == null
                ? new FrontierState.Unseen().judge(reading.event(), reading.told(), LiveSteps.NONE)
                : standing.state.judge(reading.event(), reading.told(), live.of(standing.id));
    }

    private void park(FrontierTable.Key key, ParkedTable.Gap gap) {
        gaps.add(gap);
        parkedFrontiers.add(key);
    }

    private void enter(FrontierTable.Key key, @Nullable Standing known, Reading.Event reading) {
        TrackingEvent event = reading.event();
        Standing standing = known;
        if (standing == null) {
            standing = open(key, new FrontierState.Unseen().after(event, reading.told()), event);
        } else {
            standing.state = standing.state.after(event, reading.told());
        }
        switch (event) {
            case TrackingEvent.Origin _ -> {}
            case TrackingEvent.Lost lost -> losses.add(new SpanTable.LostRow(standing.id, lost));
            case TrackingEvent.Span span -> {
                spans.add(new SpanTable.Row(standing.id, span));
                addSteps(standing, span.exceptions(), span.mode(), span.runId(), span.at());
            }
            case TrackingEvent.Amended amended ->
                    addSteps(
                            standing,
                            amended.entries(),
                            amended.mode(),
                            amended.runId(),
                            amended.at());
        }
    }

    private void addSteps(
            Standing standing,
            List<ExceptionEntry> entries,
            Mode mode,
            @Nullable String runId,
            Instant at) {
        if (!entries.isEmpty()) {
            steps.add(new ExceptionTable.Row(standing.id, entries, mode, runId, at));
            live.add(standing.id, entries);
        }
    }

    private Standing open(FrontierTable.Key key, FrontierState.Tracked state, TrackingEvent event) {
        int id =
                tables.frontiers()
                        .open(event.frontier(), state)
                        .orElseThrow(
                                () ->
                                        new LedgerMovedException(
                                                "the frontier %s was opened by another replica"
                                                        .formatted(event.frontier().key())));
        Standing opened = new Standing(new FrontierTable.Row(key, id, state));
        standings.put(key, opened);
        return opened;
    }

    /// What was missing has come: the stretches that waited for it follow in order.
    private void applyParked(FrontierTable.Key key) {
        Standing standing = standings.get(key);
        if (standing == null) {
            return;
        }
        Optional<Reading> next = tables.parked().take(key, standing.state.next());
        while (next.isPresent()) {
            switch (next.get()) {
                case Reading.Event waiting -> {
                    enter(key, standing, waiting);
                    next = tables.parked().take(key, standing.state.next());
                }
                case Reading.Unreadable broken -> {
                    unreadable.add(broken);
                    next = Optional.empty();
                }
            }
        }
    }

    /// The amendments that waited follow as far as they can, in the order they were told; last of all, because one may wait for
    /// an event of this batch.
    private void applyParkedAmendments(FrontierTable.Key key) {
        Standing standing = standings.get(key);
        if (standing == null || !standing.isChanged()) {
            return;
        }
        List<Told> applied = new ArrayList<>();
        for (Reading parked : tables.parked().amendments(key, standing.state.next())) {
            if (parked instanceof Reading.Event event) {
                live.read(LiveStepCache.amendedBy(standing.id, event.event()));
                if (judge(standing, event) instanceof Verdict.Follows) {
                    enter(key, standing, event);
                    applied.add(event.told());
                }
            }
        }
        tables.parked().remove(applied);
    }

    private void writeGapsSoFar() {
        tables.parked().parkGaps(gaps);
        gaps.clear();
    }

    /// A frontier as it was found and as it stands after the events so far.
    private static final class Standing {
        private final int id;
        private final FrontierState.Tracked found;
        private FrontierState.Tracked state;

        Standing(FrontierTable.Row row) {
            this.id = row.id();
            this.found = row.state();
            this.state = row.state();
        }

        boolean isChanged() {
            return !state.equals(found);
        }

        void save(FrontierTable table) {
            if (isChanged() && !table.advance(id, found, state)) {
                throw new LedgerMovedException(
                        "frontier %d no longer stands at %d".formatted(id, found.next()));
            }
        }
    }
}
