package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a batch changes in the ledger: decided event by event on locked frontiers, written in a few statements at the end.
/// Lives for one transaction.
final class Entries {
    private final FoldTables tables;
    private final Map<FrontierTable.Key, Standing> standings = new HashMap<>();
    private final Set<FrontierTable.Key> parkedFrontiers;
    private final List<SpanTable.Row> spans = new ArrayList<>();
    private final List<SpanTable.LostRow> losses = new ArrayList<>();
    private final List<ParkedTable.Gap> gaps = new ArrayList<>();
    private final List<Reading.Unreadable> unreadable = new ArrayList<>();

    /// Locks the frontiers that the events speak of.
    Entries(FoldTables tables, List<Reading> readings) {
        this.tables = tables;
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

    /// Writes all that was decided.
    void write() {
        tables.spans().insert(spans);
        tables.spans().insertLost(losses);
        tables.exceptions().insert(spans);
        tables.parked().parkGaps(gaps);
        tables.parked().parkUnreadable(unreadable);
        for (Standing standing : standings.values()) {
            standing.save(tables.frontiers());
        }
    }

    private Answer take(Reading.Event reading) {
        TrackingEvent event = reading.event();
        FrontierTable.Key key = FrontierTable.Key.of(event.frontier());
        Standing standing = standings.get(key);
        FrontierState state = standing == null ? new FrontierState.Unseen() : standing.state;
        Answer answer = state.answer(event, reading.told());
        switch (answer) {
            case APPLIED -> {
                enter(key, standing, state.after(event, reading.told()), event);
                if (parkedFrontiers.contains(key)) {
                    writeGapsSoFar();
                    applyParked(key);
                }
            }
            case GAP -> {
                gaps.add(new ParkedTable.Gap(reading, state.gap(event)));
                parkedFrontiers.add(key);
            }
            case DUPLICATE, UNREADABLE -> {}
        }
        return answer;
    }

    private void enter(
            FrontierTable.Key key,
            @Nullable Standing known,
            FrontierState.Tracked after,
            TrackingEvent event) {
        Standing standing = known;
        if (standing == null) {
            standing = open(key, after, event);
        }
        standing.state = after;
        switch (event) {
            case TrackingEvent.Origin _ -> {}
            case TrackingEvent.Span span -> spans.add(new SpanTable.Row(standing.id, span));
            case TrackingEvent.Lost lost -> losses.add(new SpanTable.LostRow(standing.id, lost));
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

    /// What was missing has come: the events that waited for it follow in order.
    private void applyParked(FrontierTable.Key key) {
        Standing standing = standings.get(key);
        if (standing == null) {
            return;
        }
        Optional<Reading> next = tables.parked().take(key, standing.state.next());
        while (next.isPresent()) {
            switch (next.get()) {
                case Reading.Event waiting -> {
                    TrackingEvent event = waiting.event();
                    enter(key, standing, standing.state.after(event, waiting.told()), event);
                    next = tables.parked().take(key, standing.state.next());
                }
                case Reading.Unreadable broken -> {
                    unreadable.add(broken);
                    next = Optional.empty();
                }
            }
        }
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

        void save(FrontierTable table) {
            if (!state.equals(found) && !table.advance(id, found.next(), state)) {
                throw new LedgerMovedException(
                        "frontier %d no longer stands at %d".formatted(id, found.next()));
            }
        }
    }
}
