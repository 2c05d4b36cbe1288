package dev.scorebus.tracking.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Folds batches of the tracking topic into the ledger, each in one database transaction that also moves the position in
/// the tracking topic. Any number of replicas may fold at once: the position's row is the lock, and the one that comes late
/// changes nothing.
///
/// An event that the database refuses for what it holds is parked as unreadable; its neighbours are folded.
@Component
class Fold {
    private static final Logger LOGGER = LoggerFactory.getLogger(Fold.class);

    private final TransactionTemplate transaction;
    private final PositionTable positions;
    private final ParkedTable parked;
    private final FoldTables tables;

    Fold(TransactionTemplate transaction, PositionTable positions, FoldTables tables) {
        this.transaction = transaction;
        this.positions = positions;
        this.tables = tables;
        this.parked = tables.parked();
    }

    /// Folds a batch, or steps back when its position is not where the ledger stands.
    Folding apply(Batch batch) {
        try {
            return transaction.execute(_ -> foldInOrder(batch));
        } catch (DataIntegrityViolationException e) {
            return batch.records().size() > 1 ? oneByOne(batch) : park(batch, e);
        }
    }

    /// Moves the position past records that were deleted before they were folded, and says so in the ledger.
    Folding skipDeleted(Batch deleted) {
        return transaction.execute(
                _ -> {
                    if (!stands(deleted)) {
                        return new Folding.Elsewhere();
                    }
                    parked.parkDeleted(
                            new Told(deleted.topicId(), deleted.partition(), deleted.from()),
                            "tracking records [%d, %d) of partition %d were deleted before they were folded; what they said is lost"
                                    .formatted(deleted.from(), deleted.to(), deleted.partition()));
                    move(deleted);
                    return new Folding.Done(List.of());
                });
    }

    /// Moves the position back to where the log begins, because the log ends before the position; what was folded before
    /// is known to the frontiers.
    Folding startOver(Batch rewind) {
        return transaction.execute(
                _ -> {
                    if (!stands(rewind)) {
                        return new Folding.Elsewhere();
                    }
                    move(rewind);
                    return new Folding.Done(List.of());
                });
    }

    private Folding foldInOrder(Batch batch) {
        if (!stands(batch)) {
            return new Folding.Elsewhere();
        }
        List<Reading> readings =
                batch.records().stream()
                        .map(record -> Reading.of(batch.topicId(), record))
                        .toList();
        Entries entries = new Entries(tables, readings);
        List<Answer> answers = new ArrayList<>();
        for (Reading reading : readings) {
            answers.add(entries.take(reading));
        }
        entries.write();
        move(batch);
        return new Folding.Done(answers);
    }

    private Folding oneByOne(Batch batch) {
        List<Answer> answers = new ArrayList<>();
        for (Batch single : batch.singles()) {
            switch (apply(single)) {
                case Folding.Done(List<Answer> some) -> answers.addAll(some);
                case Folding.Elsewhere elsewhere -> {
                    return elsewhere;
                }
            }
        }
        return new Folding.Done(answers);
    }

    private Folding park(Batch single, DataIntegrityViolationException cause) {
        LOGGER.atError()
                .setCause(cause)
                .addKeyValue("partition", single.partition())
                .addKeyValue("offset", single.from())
                .log("the database refuses a tracking event; it is parked and the audit fails");
        String why = "the database refuses it: " + cause.getMostSpecificCause().getMessage();
        return transaction.execute(
                _ -> {
                    if (!stands(single)) {
                        return new Folding.Elsewhere();
                    }
                    parked.parkUnreadable(
                            single.records().stream()
                                    .map(
                                            record ->
                                                    new Reading.Unreadable(
                                                            record,
                                                            new Told(
                                                                    single.topicId(),
                                                                    record.partition(),
                                                                    record.offset()),
                                                            why))
                                    .toList());
                    move(single);
                    return new Folding.Done(List.of(Answer.UNREADABLE));
                });
    }

    private boolean stands(Batch batch) {
        Optional<Long> position = positions.lock(batch.topicId(), batch.partition());
        return position.isPresent() && position.get() == batch.from();
    }

    private void move(Batch batch) {
        if (!positions.move(batch.topicId(), batch.partition(), batch.from(), batch.to())) {
            throw new LedgerMovedException(
                    "the position of tracking partition %d is no longer %d"
                            .formatted(batch.partition(), batch.from()));
        }
    }
}
