package dev.scorebus.message;

/// What became of reading a record as an event.
public sealed interface Decoded {
    /// It is an event.
    record Read(CloudEvent event) implements Decoded {}

    /// It claims to be a CloudEvent and breaks the specification.
    ///
    /// @param why what is wrong, without any of the payload
    record Unreadable(String why) implements Decoded {}
}
