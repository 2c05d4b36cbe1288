package dev.scorebus.ledger;

/// What became of a message that did not simply succeed.
public enum ExceptionState {
    /// An attempt failed; the message waits in the retry topic.
    FAILED,
    /// It failed for good and lies in the dead-letter topic.
    DEAD,
    /// A later attempt or a later run scored it.
    HEALED,
    /// Someone gave it up, with a reason.
    DISCARDED
}
