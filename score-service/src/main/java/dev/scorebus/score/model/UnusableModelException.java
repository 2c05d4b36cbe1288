package dev.scorebus.score.model;

import org.jspecify.annotations.Nullable;

/// A model version cannot be opened now; the message says why, and what was open before serves on.
public final class UnusableModelException extends Exception {
    public UnusableModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
