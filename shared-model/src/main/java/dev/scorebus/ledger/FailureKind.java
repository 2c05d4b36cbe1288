package dev.scorebus.ledger;

/// Why a message could not be scored. Faults of the infrastructure are not here: they consume no attempt.
public enum FailureKind {
    /// The message can never be scored by this contract: not JSON, a required feature missing, a wrong type, too large.
    SCHEMA,
    /// The program failed on it; another attempt may succeed.
    PROGRAM,
    /// The program did not answer within its deadline.
    TIMEOUT
}
