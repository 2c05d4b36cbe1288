package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Tells as lost what lies between a frontier and the end of its topic, once the topic is gone and nobody else will tell it. The
/// frontier is locked, as the fold does; a later event of it would contradict the ledger.
@Component
public class LostTail {
    private static final String INSTANCE = "tracking-service";

    private final FoldTables tables;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    LostTail(FoldTables tables, TransactionTemplate transaction, InstantSource clock) {
        this.tables = tables;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Tells the loss, unless everything before `end` is accounted for by now, or an event of the frontier is parked.
    ///
    /// @return whether it was told
    public boolean tell(Frontier frontier, long end, String reason) {
        return Boolean.TRUE.equals(
                transaction.execute(
                        _ -> lose(FrontierTable.Key.of(frontier), frontier, end, reason)));
    }

    private boolean lose(FrontierTable.Key key, Frontier frontier, long end, String reason) {
        FrontierTable.Row row = tables.frontiers().lock(Set.of(key)).get(key);
        if (row == null
                || row.state().next() >= end
                || !tables.parked().frontiersAmong(Set.of(key)).isEmpty()) {
            return false;
        }
        FrontierState.Tracked state = row.state();
        TrackingEvent.Lost lost =
                new TrackingEvent.Lost(
                        frontier, state.next(), end, reason, INSTANCE, clock.instant());
        tables.spans().insertLost(List.of(new SpanTable.LostRow(row.id(), lost)));
        if (!tables.frontiers().advance(row.id(), state, state.after(lost, state.told()))) {
            throw new LedgerMovedException(
                    "frontier %d no longer stands at %d".formatted(row.id(), state.next()));
        }
        return true;
    }
}
