package dev.scorebus.benchmarks.nemesis;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a cluster is made.
///
/// @param scorers how many score-services share the actions
/// @param sessionTimeout how long one of them may be silent before its partitions go to the others
/// @param maxPollRecords the most messages of one transaction
/// @param heapMegabytes of each service
/// @param logs the folder of the processes' logs, which stay when the cluster is closed
/// @param disk the folder of all data; absent: where temporary files lie
public record ClusterSettings(
        int scorers,
        Duration sessionTimeout,
        int maxPollRecords,
        int heapMegabytes,
        Path logs,
        @Nullable Path disk) {
    private static final int HEAP_MEGABYTES = 192;

    /// Services of 192 MB of heap each.
    public ClusterSettings(
            int scorers,
            Duration sessionTimeout,
            int maxPollRecords,
            Path logs,
            @Nullable Path disk) {
        this(scorers, sessionTimeout, maxPollRecords, HEAP_MEGABYTES, logs, disk);
    }

    /// The same, and data lies where temporary files lie.
    public ClusterSettings(int scorers, Duration sessionTimeout, int maxPollRecords, Path logs) {
        this(scorers, sessionTimeout, maxPollRecords, logs, null);
    }

    public ClusterSettings {
        if (scorers < 1) {
            throw new IllegalArgumentException(
                    "A cluster has at least 1 score-service, got " + scorers);
        }
        if (sessionTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "The broker takes no sessionTimeout under 1 s, got " + sessionTimeout);
        }
    }
}
