package dev.scorebus.sdk;

/// Another attempt may help: the message is tried again, with growing pauses.
public class RetryableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RetryableException(String message) {
        super(message);
    }

    public RetryableException(String message, Throwable cause) {
        super(message, cause);
    }
}
