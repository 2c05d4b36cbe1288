package dev.scorebus.bridge;

import java.time.Duration;

/// What the operating system lets the processes of a program have (`ulimit`). 0 or zero: not limited. A limit that the
/// system refuses is a warning in the log.
///
/// @param memoryBytes the address space of each of its processes. It is more than what a program uses: Node.js reserves
///     gigabytes, a JVM one and more; such a program does not start with a small limit
/// @param cpu the processor time of each of its processes, from its start to its end: a program that lives for weeks
///     reaches any limit, is ended, and is started anew with the next call
/// @param openFiles how many files and sockets each of its processes may have open
/// @param processes how many processes and threads the *user* may have: the system counts all that run under the user's
///     name, not only the program's, and counts nothing for root
public record Limits(long memoryBytes, Duration cpu, int openFiles, int processes) {
    /// 1,024 open files, all else not limited: what is right for memory and time depends on the program.
    public static final Limits DEFAULT = new Limits(0, Duration.ZERO, 1_024, 0);

    /// Nothing is limited.
    public static final Limits NONE = new Limits(0, Duration.ZERO, 0, 0);

    public Limits {
        if (memoryBytes < 0 || cpu.isNegative() || openFiles < 0 || processes < 0) {
            throw new IllegalArgumentException(
                    "A limit is 0 (not limited) or positive, got %d bytes, %s, %d files, %d processes"
                            .formatted(memoryBytes, cpu, openFiles, processes));
        }
    }
}
