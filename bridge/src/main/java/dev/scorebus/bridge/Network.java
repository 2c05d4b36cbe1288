package dev.scorebus.bridge;

/// What a program sees of the network.
public enum Network {
    /// Nothing, where the system can do that (Linux, `unshare`); else the host's, and the log says so.
    NONE,
    /// What the runner sees.
    HOST
}
