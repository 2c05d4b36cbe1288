package dev.scorebus.tracking.fold;

import java.util.List;

/// What became of a batch.
sealed interface Folding {
    /// It is in the ledger, and so is the position behind it; one answer per record.
    record Done(List<Answer> answers) implements Folding {}

    /// Another replica folds this partition, or folded it further; nothing changed.
    record Elsewhere() implements Folding {}
}
