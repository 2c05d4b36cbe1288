package dev.scorebus.score.model;

/// Whether a model can be used now.
public sealed interface Serving {
    /// It can.
    ///
    /// @param lease to be closed by the caller
    record Ready(Lease lease) implements Serving {}

    /// There is none of that name.
    ///
    /// @param reason what is unknown
    record Unknown(String reason) implements Serving {}

    /// There is one, and it cannot be opened now.
    ///
    /// @param reason why
    record NotReady(String reason) implements Serving {}
}
