package dev.scorebus.tracking.source;

import org.jspecify.annotations.Nullable;

/// The broker could not be asked; the question may be put again.
public final class BrokerException extends RuntimeException {
    BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
