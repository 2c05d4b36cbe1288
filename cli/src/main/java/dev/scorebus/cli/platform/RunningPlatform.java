package dev.scorebus.cli.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A platform's process.
///
/// @param pid its process id
/// @param startedAt when the operating system started the process; a later process with the same id has another
/// @param ports where it listens
public record RunningPlatform(long pid, Instant startedAt, Ports ports) {
    // The operating system tells start times in hundredths of a second, and computes them anew from
    // the boot time.
    private static final Duration SAME = Duration.ofSeconds(2);

    /// This very process.
    static RunningPlatform thisProcess(Ports ports) {
        ProcessHandle self = ProcessHandle.current();
        return new RunningPlatform(
                self.pid(), self.info().startInstant().orElse(Instant.EPOCH), ports);
    }

    /// Whether the process still lives.
    public boolean isAlive() {
        return process().isPresent();
    }

    /// The process, when it lives and is the one that was recorded.
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(
                        process ->
                                process.info()
                                        .startInstant()
                                        .map(this::isSame)
                                        .orElse(startedAt.equals(Instant.EPOCH)));
    }

    private boolean isSame(Instant started) {
        return Duration.between(startedAt, started).abs().compareTo(SAME) <= 0;
    }
}
