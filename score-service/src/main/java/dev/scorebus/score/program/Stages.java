package dev.scorebus.score.program;

/// Is told how long the stages of a message's way took.
@FunctionalInterface
public interface Stages {
    /// Nobody wants to know.
    Stages NONE = (_, _) -> {};

    /// A stage of a message's way.
    enum Stage {
        POLL,
        DECODE,
        PREDICT,
        EXPLAIN,
        COMMIT
    }

    /// A stage took so many nanoseconds.
    void took(Stage stage, long nanos);
}
