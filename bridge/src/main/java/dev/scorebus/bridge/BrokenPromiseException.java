package dev.scorebus.bridge;

/// A program sent a frame that the protocol does not allow.
final class BrokenPromiseException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenPromiseException(String message) {
        super(message);
    }
}
