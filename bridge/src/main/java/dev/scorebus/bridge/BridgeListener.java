package dev.scorebus.bridge;

/// Hears what a program says beside its answers. It is called by the threads that read, several at once: frames, output, and the
/// runner's own warnings. Who takes long here holds the program up.
public interface BridgeListener {
    /// Hears nothing.
    BridgeListener SILENT = new BridgeListener() {};

    /// A log event of the program, or of its runner.
    ///
    /// @param level `debug`, `info`, `warn` or `error`
    /// @param fieldsJson a JSON object
    default void log(String level, String message, String fieldsJson) {}

    /// A line of its standard output or standard error, without the line's end.
    default void output(String line) {}

    /// A measurement that keeps the rules.
    default void metric(Metric metric) {}

    /// How far the call in flight is.
    ///
    /// @param done 0 to 1; not a number when the program did not say
    /// @param message empty when the program did not say
    default void progress(double done, String message) {}
}
