package dev.scorebus.tracking.fold;

/// The protocol, or a mutant of it.
///
/// @param compareAndSet the ledger takes only what starts where the frontier stands
/// @param offsets when the source offsets are committed, seen from the transaction of scores and tracking event
/// @param nextOffsets a span ends where the consumer goes on, not behind its last record
/// @param positionInTransaction the fold moves its position in the database transaction that writes the spans
/// @param scoresInTransaction scores become visible with the tracking event, or when they are sent
record ProtocolDesign(
        boolean compareAndSet,
        Offsets offsets,
        boolean nextOffsets,
        boolean positionInTransaction,
        boolean scoresInTransaction) {

    /// When the source offsets are committed.
    enum Offsets {
        IN_TRANSACTION,
        BEFORE,
        AFTER
    }

    /// As it is built.
    static final ProtocolDesign BUILT =
            new ProtocolDesign(true, Offsets.IN_TRANSACTION, true, true, true);

    /// Mutants, each with one property taken away.
    enum Mutant {
        WITHOUT_COMPARE_AND_SET,
        OFFSETS_COMMITTED_EARLY,
        OFFSETS_COMMITTED_SEPARATELY,
        LAST_OFFSET_PLUS_ONE,
        POSITION_OUTSIDE_OF_THE_TRANSACTION,
        SCORES_OUTSIDE_OF_THE_TRANSACTION;

        ProtocolDesign design() {
            return switch (this) {
                case WITHOUT_COMPARE_AND_SET ->
                        new ProtocolDesign(false, Offsets.IN_TRANSACTION, true, true, true);
                case OFFSETS_COMMITTED_EARLY ->
                        new ProtocolDesign(true, Offsets.BEFORE, true, true, true);
                case OFFSETS_COMMITTED_SEPARATELY ->
                        new ProtocolDesign(true, Offsets.AFTER, true, true, true);
                case LAST_OFFSET_PLUS_ONE ->
                        new ProtocolDesign(true, Offsets.IN_TRANSACTION, false, true, true);
                case POSITION_OUTSIDE_OF_THE_TRANSACTION ->
                        new ProtocolDesign(true, Offsets.IN_TRANSACTION, true, false, true);
                case SCORES_OUTSIDE_OF_THE_TRANSACTION ->
                        new ProtocolDesign(true, Offsets.IN_TRANSACTION, true, true, false);
            };
        }
    }
}
