package dev.scorebus.benchmarks.nemesis;

import java.io.IOException;

/// Ends a process when this JVM ends, however it ends: a shell waits for the end of a pipe that only this JVM holds. A process that
/// is frozen would see no signal but this one.
final class Leash implements AutoCloseable {
    private final Process guard;

    private Leash(Process guard) {
        this.guard = guard;
    }

    static Leash on(Process process) throws IOException {
        return new Leash(
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "read -r _; kill -KILL \"$1\"",
                                "leash",
                                String.valueOf(process.pid()))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
    }

    /// Lets go. To be done before the process is ended: its number may be another's afterwards.
    @Override
    public void close() {
        guard.destroyForcibly().onExit().join();
    }
}
