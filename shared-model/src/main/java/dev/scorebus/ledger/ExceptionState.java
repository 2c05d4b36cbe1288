package dev.scorebus.ledger;

/// What became of a message that did not simply succeed. Of one attempt the states stand in the order in which they may follow
/// each other, here and in the alphabet, because the ledger sorts by their names.
public enum ExceptionState {
    /// It was dead and somebody took it up again: a new life begins, and no attempt of it was told yet. Only the ledger says
    /// so, never an event.
    CLAIMED,
    /// An attempt failed, or at attempt 0 none was made yet because of an earlier message of the same key; the message waits in
    /// the retry topic.
    FAILED,
    /// It failed for good and lies in the dead-letter topic.
    DEAD,
    /// A later attempt or a later run scored it.
    HEALED,
    /// Someone gave it up, with a reason.
    DISCARDED
}
