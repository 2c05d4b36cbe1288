package dev.scorebus.tracking.loss;

/// How much one frontier has lost.
///
/// @param losses how many stretches
/// @param offsets how long they are together; at most so many messages are gone
/// @param open how many stretches nobody has taken note of
/// @param openOffsets how long those are together
public record LossTally(long losses, long offsets, long open, long openOffsets) {}
