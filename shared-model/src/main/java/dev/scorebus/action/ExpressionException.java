package dev.scorebus.action;

/// A text that is no expression.
final class ExpressionException extends IllegalArgumentException {
    private final String problem;
    private final int line;

    /// @param line the line of the expression's text in which the first mistake is, from 1
    ExpressionException(String message, int line) {
        super(message);
        this.problem = message;
        this.line = line;
    }

    /// The compiler's words.
    String problem() {
        return problem;
    }

    int line() {
        return line;
    }
}
