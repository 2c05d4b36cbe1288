package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.tracking.edge.Signature;
import dev.scorebus.tracking.loss.Losses;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Accepts parked records of the tracking topic: someone has understood what happened and answers for it.
///
/// A stretch that waits behind a hole follows, and the hole becomes a loss that is acknowledged by the same signature: what
/// became of those messages was never told. Everything else is put aside as it is, because it contradicts the ledger or
/// cannot be read. The frontier is locked, as the fold does.
@Component
public class Acceptance {
    private static final String INSTANCE = "tracking-service";

    private final FoldTables tables;
    private final AcceptedTable accepted;
    private final Losses losses;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    Acceptance(
            FoldTables tables,
            AcceptedTable accepted,
            Losses losses,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.tables = tables;
        this.accepted = accepted;
        this.losses = losses;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Accepts the record at a place of the tracking topic; whether it was still parked.
    public boolean accept(UUID topicId, int partition, long offset, Signature signature) {
        Told told = new Told(topicId, partition, offset);
        return Boolean.TRUE.equals(
                transaction.execute(_ -> accept(told, signature, clock.instant())));
    }

    private boolean accept(Told told, Signature signature, Instant at) {
        Optional<Reading> found = tables.parked().find(told);
        if (found.isPresent() && found.get() instanceof Reading.Event parked) {
            Entries entries = new Entries(tables, List.of(parked));
            if (tables.parked().find(told).isEmpty()) {
                return false;
            }
            Optional<TrackingEvent> missing = missing(entries, parked, signature, at);
            if (missing.isPresent()) {
                entries.take(new Reading.Event(parked.record(), told, missing.get()));
                entries.write();
                if (missing.get() instanceof TrackingEvent.Lost lost) {
                    losses.note(
                            lost.frontier().group(),
                            lost.frontier().topicId(),
                            lost.frontier().partition(),
                            lost.lo(),
                            signature,
                            at);
                }
                return true;
            }
        }
        return accepted.move(told, signature, at);
    }

    /// What must have been told for a parked event to follow; empty when nothing would help.
    private static Optional<TrackingEvent> missing(
            Entries entries, Reading.Event parked, Signature signature, Instant at) {
        TrackingEvent event = parked.event();
        if (event instanceof TrackingEvent.Amended
                || !(entries.judge(parked) instanceof Verdict.Early)) {
            return Optional.empty();
        }
        long start = FrontierState.start(event);
        Optional<Long> next = entries.next(event.frontier());
        return Optional.of(
                next.isEmpty()
                        ? new TrackingEvent.Origin(event.frontier(), start, INSTANCE, at)
                        : new TrackingEvent.Lost(
                                event.frontier(),
                                next.get(),
                                start,
                                "what became of them was never told; accepted by %s: %s"
                                        .formatted(signature.who(), signature.reason()),
                                INSTANCE,
                                at));
    }
}
