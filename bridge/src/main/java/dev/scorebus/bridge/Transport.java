package dev.scorebus.bridge;

/// What the runner listens on.
public enum Transport {
    /// A Unix domain socket in a folder that only the runner's user may enter.
    UNIX_SOCKET,
    /// A TCP port of 127.0.0.1, for languages without Unix sockets. Other users of the machine can reach it; the token
    /// keeps them out.
    LOOPBACK
}
