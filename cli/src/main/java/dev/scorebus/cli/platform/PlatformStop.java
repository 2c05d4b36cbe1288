package dev.scorebus.cli.platform;

import dev.scorebus.local.LocalPlatform;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Stops a platform, also one that has died and left its database running.
public final class PlatformStop {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final PlatformHome home;

    public PlatformStop(PlatformHome home) {
        this.home = home;
    }

    /// What was found and done.
    public enum Outcome {
        /// It stopped when asked.
        STOPPED,
        /// It did not, and was killed.
        KILLED,
        /// It was dead already; what it had left running was stopped.
        SWEPT,
        /// Nothing ran.
        NOTHING
    }

    /// Stops the platform that runs on the folder.
    public Outcome stop() throws IOException {
        Optional<RunningPlatform> recorded = home.recorded();
        if (recorded.isEmpty()) {
            return Outcome.NOTHING;
        }
        Optional<ProcessHandle> process = recorded.get().process();
        Outcome outcome = process.map(PlatformStop::end).orElse(Outcome.SWEPT);
        if (outcome != Outcome.STOPPED) {
            LocalPlatform.sweep(home.folder());
        }
        home.forget();
        return outcome;
    }

    private static Outcome end(ProcessHandle process) {
        process.destroy();
        CompletableFuture<Outcome> end =
                process.onExit()
                        .thenApply(_ -> Outcome.STOPPED)
                        .completeOnTimeout(Outcome.KILLED, GRACE.toMillis(), TimeUnit.MILLISECONDS);
        Outcome outcome = end.join();
        if (outcome == Outcome.KILLED) {
            process.destroyForcibly();
            process.onExit().join();
        }
        return outcome;
    }
}
