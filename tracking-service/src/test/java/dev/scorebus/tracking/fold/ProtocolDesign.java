package dev.scorebus.tracking.fold;

import org.jspecify.annotations.Nullable;

/// The protocol, or a mutant of it.
///
/// @param mutant the property that is taken away; none in the protocol as it is built
record ProtocolDesign(@Nullable Mutant mutant) {
    /// How often a message is attempted before it is dead.
    static final int MOST_ATTEMPTS = 6;

    /// As it is built.
    static final ProtocolDesign BUILT = new ProtocolDesign(null);

    /// When the source offsets are committed.
    enum Offsets {
        IN_TRANSACTION,
        BEFORE,
        AFTER
    }

    /// Mutants, each with one property taken away.
    enum Mutant {
        WITHOUT_COMPARE_AND_SET,
        OFFSETS_COMMITTED_EARLY,
        OFFSETS_COMMITTED_SEPARATELY,
        LAST_OFFSET_PLUS_ONE,
        POSITION_OUTSIDE_OF_THE_TRANSACTION,
        SCORES_OUTSIDE_OF_THE_TRANSACTION,
        ATTEMPTS_COUNTED_IN_MEMORY,
        RETRIES_OUTSIDE_OF_THE_TRANSACTION,
        AMENDMENTS_WITHOUT_THE_TOLD_CHECK,
        AMENDMENTS_TAKEN_WITHOUT_A_LOOK,
        DEAD_AT_ATTEMPT_SEVEN,
        CLAIMS_READ_BEFORE_THEY_ARE_MADE,
        HEALED_BEFORE_THE_FOLD_CAME,
        HEALED_WITHOUT_A_FENCE,
        RELEASED_WITHOUT_A_FENCE,
        RELEASED_WITHOUT_A_NOTE,
        DISCARDED_WITHOUT_A_LOOK,
        BATCH_WITHOUT_A_FENCE,
        BATCH_WITH_ITS_POSITION_APART,
        BATCH_OPENED_BEFORE_ITS_FENCE,
        REPLAYED_WITHOUT_A_FENCE,
        REPLAYS_WITH_THEIR_POSITION_APART,
        REPLAYS_NUMBERED_BEFORE_THEY_COMMIT;

        /// Whether it shows under few schedules only: a worker has to wake up between two steps of a release.
        boolean isRare() {
            return this == RELEASED_WITHOUT_A_FENCE || this == RELEASED_WITHOUT_A_NOTE;
        }

        ProtocolDesign design() {
            return new ProtocolDesign(this);
        }
    }

    /// The ledger takes only what starts where the frontier stands.
    boolean compareAndSet() {
        return mutant != Mutant.WITHOUT_COMPARE_AND_SET;
    }

    /// When the source offsets are committed, seen from the transaction of scores and tracking event.
    Offsets offsets() {
        return mutant == Mutant.OFFSETS_COMMITTED_EARLY
                ? Offsets.BEFORE
                : mutant == Mutant.OFFSETS_COMMITTED_SEPARATELY
                        ? Offsets.AFTER
                        : Offsets.IN_TRANSACTION;
    }

    /// A span ends where the consumer goes on, not behind its last record.
    boolean nextOffsets() {
        return mutant != Mutant.LAST_OFFSET_PLUS_ONE;
    }

    /// The fold moves its position in the database transaction that writes the spans.
    boolean positionInTransaction() {
        return mutant != Mutant.POSITION_OUTSIDE_OF_THE_TRANSACTION;
    }

    /// Scores become visible with the tracking event, not when they are sent.
    boolean scoresInTransaction() {
        return mutant != Mutant.SCORES_OUTSIDE_OF_THE_TRANSACTION;
    }

    /// A retry record says which attempt comes; otherwise the poll loop remembers.
    boolean attemptInRecord() {
        return mutant != Mutant.ATTEMPTS_COUNTED_IN_MEMORY;
    }

    /// Retry records become visible with the tracking event, not when they are sent.
    boolean retriesInTransaction() {
        return mutant != Mutant.RETRIES_OUTSIDE_OF_THE_TRANSACTION;
    }

    /// An amendment that was told before is known by its place in the tracking topic.
    boolean toldCheck() {
        return mutant != Mutant.AMENDMENTS_WITHOUT_THE_TOLD_CHECK;
    }

    /// An amendment must follow what the ledger knows of its messages.
    boolean amendmentsFollow() {
        return mutant != Mutant.AMENDMENTS_TAKEN_WITHOUT_A_LOOK;
    }

    /// The attempt after which a message is dead.
    int mostAttempts() {
        return mutant == Mutant.DEAD_AT_ATTEMPT_SEVEN ? MOST_ATTEMPTS + 1 : MOST_ATTEMPTS;
    }

    /// A claim is made where it is looked whether the message is dead; a mutant scores what it saw dead before.
    boolean claimsWhereItLooks() {
        return mutant != Mutant.CLAIMS_READ_BEFORE_THEY_ARE_MADE;
    }

    /// A worker of a heal run asks what is open behind all that was told before.
    boolean healWaitsForTheFold() {
        return mutant != Mutant.HEALED_BEFORE_THE_FOLD_CAME;
    }

    /// A worker of a heal run ends what the one before it had under way.
    boolean healFences() {
        return mutant != Mutant.HEALED_WITHOUT_A_FENCE;
    }

    /// The claims of a run are released when it can tell nothing more.
    boolean releaseFences() {
        return mutant != Mutant.RELEASED_WITHOUT_A_FENCE;
    }

    /// A worker of a run that was released gets no claim, also when it fences last.
    boolean releaseNotesTheEnd() {
        return mutant != Mutant.RELEASED_WITHOUT_A_NOTE;
    }

    /// Only what is dead is discarded; a mutant discards what was dead a while ago.
    boolean discardLooks() {
        return mutant != Mutant.DISCARDED_WITHOUT_A_LOOK;
    }

    /// Who goes on with a batch run ends what the one before had under way.
    boolean batchFences() {
        return mutant != Mutant.BATCH_WITHOUT_A_FENCE;
    }

    /// A page of a batch run and the position behind it are one transaction.
    boolean batchPositionInTransaction() {
        return mutant != Mutant.BATCH_WITH_ITS_POSITION_APART;
    }

    /// Who goes on with a batch run asks where it stands when nobody else can move it any more.
    boolean batchOpensBehindTheFence() {
        return mutant != Mutant.BATCH_OPENED_BEFORE_ITS_FENCE;
    }

    /// Who publishes replays ends what the one before had under way.
    boolean outboxFences() {
        return mutant != Mutant.REPLAYED_WITHOUT_A_FENCE;
    }

    /// The outbox moves its position in the transaction that publishes.
    boolean outboxPositionInTransaction() {
        return mutant != Mutant.REPLAYS_WITH_THEIR_POSITION_APART;
    }

    /// The numbers of replays are in the order of their commits.
    boolean numberedByCommit() {
        return mutant != Mutant.REPLAYS_NUMBERED_BEFORE_THEY_COMMIT;
    }
}
