package dev.scorebus.bridge;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// A program could not be started; the message says why, with the last lines of its output.
public final class ProgramStartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    ProgramStartException(String message) {
        super(message);
        this.reason = message;
    }

    ProgramStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = message;
    }

    /// What the promise was broken with, as one who waited for it is told.
    static ProgramStartException of(ExecutionException broken) {
        return broken.getCause() instanceof ProgramStartException known
                ? new ProgramStartException(known.reason, known)
                : new ProgramStartException(broken.toString(), broken);
    }

    @Override
    public String getMessage() {
        return reason;
    }
}
