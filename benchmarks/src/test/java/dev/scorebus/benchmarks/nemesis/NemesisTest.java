package dev.scorebus.benchmarks.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.benchmarks.model.PullRequestRows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A short trial in every build, with faults that no build before had. `-Dscorebus.seed=N` strikes again as seed N did; `./scorebus
/// bench nemesis` goes on for longer.
class NemesisTest {
    private static final int MESSAGES = Integer.getInteger("scorebus.messages", 2_000);
    private static final Duration LENGTH =
            Duration.parse(System.getProperty("scorebus.nemesis", "PT15S"));

    @Test
    void whateverBefallsTheClusterEveryMessageCountsOnce() throws Exception {
        long seed = Long.getLong("scorebus.seed", new Random().nextInt(1, Integer.MAX_VALUE));
        PullRequestRows rows = PullRequestRows.generate(2_000);
        try (Cluster cluster =
                Cluster.start(
                        BenchModel.train(rows),
                        new ClusterSettings(
                                2,
                                Duration.ofSeconds(2),
                                200,
                                Path.of("target", "nemesis-trial")))) {
            Trial trial = new Trial(cluster, rows, InstantSource.system(), System.out);

            Trial.Verdict verdict = trial.run(seed, MESSAGES, LENGTH);

            assertThat(verdict.problems()).as("repeat by -Dscorebus.seed=%d", seed).isEmpty();
        }
    }
}
