package dev.scorebus.score.program;

import dev.scorebus.ledger.FailureKind;

/// What a program says to a request.
public sealed interface Requested {
    /// Its answer.
    ///
    /// @param json one JSON value
    record Result(String json) implements Requested {}

    /// It has none.
    ///
    /// @param kind whether another attempt may help
    /// @param errorClass the kind of error
    /// @param detail what is wrong
    record Failed(FailureKind kind, String errorClass, String detail) implements Requested {}
}
