package dev.scorebus.tracking.query;

/// What is known of one message for one action.
enum Disposition {
    SCORED,
    /// The action's filter dropped it.
    FILTERED,
    /// One of the two: its span holds both, and the ledger has no row per message. The output topic has its score, or not.
    SCORED_OR_FILTERED,
    FAILED,
    DEAD,
    /// It was dead, and a heal run or a replay has taken it up.
    CLAIMED,
    HEALED,
    DISCARDED,
    /// It lies in a retry topic and stands for a message of another partition, whose own story says what became of it.
    RELAYED,
    /// It was gone before it could be read.
    LOST,
    /// The action has not come to it, or the fold has not.
    NOT_YET,
    /// It lies before the offset at which the action began to account.
    BEFORE_ORIGIN,
    /// The frontier is past it and no span holds it: the ledger is broken, and the audit says so.
    UNACCOUNTED
}
