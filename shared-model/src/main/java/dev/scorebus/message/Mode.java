package dev.scorebus.message;

/// How a message was processed.
public enum Mode {
    REQUEST,
    STREAM,
    MICRO_BATCH,
    BATCH
}
