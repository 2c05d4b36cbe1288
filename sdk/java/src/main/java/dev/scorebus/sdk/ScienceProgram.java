package dev.scorebus.sdk;

import java.util.Map;
import java.util.Set;

/// Science code that Scorebus calls for each message, in streams, in batch runs and for requests. Name the class in
/// `META-INF/services/dev.scorebus.sdk.ScienceProgram`, and start [Main]:
///
///     spec:
///       run: [java, -cp, "lib/*", dev.scorebus.sdk.Main]
///
/// It is made once, by its constructor without parameters, and called by one thread.
public interface ScienceProgram {
    /// What logs call it.
    String name();

    /// Is called once, before anything else. What it throws ends the process.
    ///
    /// @param host what the platform gives: the model, settings, metrics, the log
    default void open(Host host) throws Exception {}

    /// Scores a message. What it throws is the error of this message and of no other: [RetryableException] is tried again, everything
    /// else is a dead letter at once.
    Score score(Message message) throws Exception;

    /// Further commands, by their names (`[a-z][a-z0-9-]{0,62}`); `train` is one that the platform knows.
    default Map<String, Command> commands() {
        return Map.of();
    }

    /// Those of its commands, `score` among them, whose answer depends on nothing but the data and customer of a message, or the
    /// input, and the model: the same question may be answered from memory.
    default Set<String> pure() {
        return Set.of();
    }
}
