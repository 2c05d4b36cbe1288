package dev.scorebus.sdk;

import org.jspecify.annotations.Nullable;

/// A program's answer cannot be written as JSON.
final class BadAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadAnswerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
