package dev.scorebus.score.program;

import dev.scorebus.ledger.FailureKind;
import org.jspecify.annotations.Nullable;

/// What a program says of one message.
public sealed interface Reply {
    /// It was scored.
    ///
    /// @param explained why; absent when no explanation was asked for
    record Scored(Answer answer, @Nullable Explained explained) implements Reply {}

    /// It could not be scored.
    ///
    /// @param kind whether another attempt may help
    /// @param errorClass the kind of error in the program's own words, such as a class name
    /// @param detail what is wrong, for the owner of the action; never the payload
    record Failed(FailureKind kind, String errorClass, String detail) implements Reply {}
}
