package dev.scorebus.score.sink;

import java.time.Duration;

/// A sink cannot take anything now. Nothing was committed, nothing is skipped; it is tried again.
public final class SinkUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration after;

    /// It is away, for a reason that names it.
    public SinkUnavailableException(String reason) {
        super(reason);
        this.after = Duration.ZERO;
    }

    /// It is away because of `cause`, for a reason that names it.
    public SinkUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
        this.after = Duration.ZERO;
    }

    /// It asks to be left alone for a while.
    public SinkUnavailableException(String reason, Duration after) {
        super(reason);
        this.after = after;
    }

    /// Why, for the owner of the action.
    public String reason() {
        return String.valueOf(getMessage());
    }

    /// How long to wait at least, when it says so.
    public Duration after() {
        return after;
    }
}
