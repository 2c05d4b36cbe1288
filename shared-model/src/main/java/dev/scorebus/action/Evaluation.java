package dev.scorebus.action;

import org.jspecify.annotations.Nullable;

/// What became of evaluating an expression on one message or row. Data is never as clean as an expression hopes, so a
/// failure is an ordinary outcome and no exception.
///
/// @param <T> the type of the value
public sealed interface Evaluation<T extends @Nullable Object> {
    /// The expression has a value.
    record Value<T extends @Nullable Object>(T value) implements Evaluation<T> {}

    /// The expression has no value for this input.
    ///
    /// @param why names the expression and what the input lacks; never the input itself
    record Failed<T extends @Nullable Object>(String why) implements Evaluation<T> {}
}
