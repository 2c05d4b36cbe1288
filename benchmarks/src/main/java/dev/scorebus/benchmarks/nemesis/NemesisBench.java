package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.benchmarks.nemesis.Trial.Verdict;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Trials one after another, each with the next seed, on one cluster that each of them leaves whole.
///
/// @param seed of the first
/// @param seeds how many
/// @param messages of each
/// @param length how long faults strike in each
/// @param science what scores
public record NemesisBench(long seed, int seeds, int messages, Duration length, Science science) {
    private static final int ROWS = 5_000;
    private static final int SCORERS = 2;
    private static final int MAX_POLL_RECORDS = 500;

    /// Runs them, and says what came of each.
    ///
    /// @param logs the folder of the processes' logs
    /// @param clock the time of the services
    /// @return how many were violated
    public int run(Path logs, InstantSource clock, PrintStream out) throws Exception {
        PullRequestRows rows = PullRequestRows.generate(ROWS);
        ClusterSettings settings =
                new ClusterSettings(SCORERS, Duration.ofSeconds(2), MAX_POLL_RECORDS, logs);
        List<Verdict> violated = new ArrayList<>();
        out.printf("logs of the processes: %s%n", logs.toAbsolutePath());
        try (Cluster cluster = Cluster.start(BenchModel.train(rows), settings)) {
            Trial trial = new Trial(cluster, rows, science, clock, out);
            for (int i = 0; i < seeds; i++) {
                Verdict verdict = trial.run(seed + i, messages, length);
                if (!verdict.holds()) {
                    violated.add(verdict);
                }
            }
        }
        out.printf("%d of %d seeds hold%n", seeds - violated.size(), seeds);
        violated.forEach(out::println);
        return violated.size();
    }
}
