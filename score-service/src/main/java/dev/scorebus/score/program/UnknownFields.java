package dev.scorebus.score.program;

/// What becomes of a field that the model does not read.
public enum UnknownFields {
    /// Nothing: messages of a stream hold more than one model reads.
    IGNORE,
    /// It is a mistake: whoever asks for one score and misspells a feature would get the score of a row without it.
    REFUSE;

    /// Reads `ignore` or `refuse`.
    ///
    /// @throws IllegalArgumentException when it is neither
    public static UnknownFields of(String text) {
        return switch (text) {
            case "ignore" -> IGNORE;
            case "refuse" -> REFUSE;
            default ->
                    throw new IllegalArgumentException(
                            "unknown is ignore or refuse, got '%s'".formatted(text));
        };
    }
}
