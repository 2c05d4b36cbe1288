package dev.scorebus.sdk;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What the platform gives to a program. It may be used by any thread.
public interface Host {
    /// The model version that serves.
    ///
    /// @param folder the files that its training wrote
    record Model(String name, String version, Path folder) {}

    /// The model; absent for a program that brings its own.
    Optional<Model> model();

    /// What the program's settings say: an object.
    JsonNode settings();

    /// Whether the answer to the call that is under way is of no use any more. A long command looks now and then, and ends.
    boolean cancelled();

    /// Adds to a counter.
    ///
    /// @param name `[a-z][a-z0-9_]{0,62}`
    /// @param labels at most 5
    void count(String name, double value, Map<String, String> labels);

    /// Sets a gauge.
    void set(String name, double value, Map<String, String> labels);

    /// Observes a value of a histogram.
    void observe(String name, double value, Map<String, String> labels);

    /// Writes to the log of score-service.
    ///
    /// @param level `debug`, `info`, `warn` or `error`
    /// @param fields text, numbers and truth values
    void log(String level, String message, Map<String, ?> fields);
}
