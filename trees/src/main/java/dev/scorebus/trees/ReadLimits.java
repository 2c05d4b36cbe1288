package dev.scorebus.trees;

/// How much of a model file is accepted.
///
/// @param bytes the size of the file
public record ReadLimits(int bytes) {
    /// Fits any model that training here writes.
    public static final ReadLimits DEFAULT = new ReadLimits(1 << 28);
}
