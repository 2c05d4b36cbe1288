package dev.scorebus.score.batch;

/// A run cannot be carried out, however often it is tried.
final class RunFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    RunFailure(String reason) {
        super(reason, null, false, false);
    }

    /// Why, in words for the one who asked for the run.
    String reason() {
        return String.valueOf(getMessage());
    }
}
