package dev.scorebus.benchmarks.stream;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.benchmarks.model.Medians;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.benchmarks.nemesis.BrittleTrees;
import dev.scorebus.benchmarks.service.BenchPlatform;
import dev.scorebus.trees.TreeEnsemble;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// `scorebus bench stream`: explained and unexplained scores per second, by an action and by [BareLoop], in turn on the same broker with the
/// same messages. Both do one transaction per poll of at most 500 records in one thread. The action is tracked: tracking-service folds
/// beside it. Time runs from the first score in the topic to the last, by the broker's clock. Then [StreamVariants].
public final class StreamBenchmark {
    private StreamBenchmark() {}

    /// Runs it.
    ///
    /// @param messages how many messages each round scores
    /// @param rounds how many rounds count; one more goes before them to warm up
    public static void run(int messages, int rounds, PrintStream out) throws Exception {
        PullRequestRows data = PullRequestRows.load();
        BenchModel model = BenchModel.train(data);
        TreeEnsemble ensemble = TreeEnsemble.read(model.ubj());
        try (BenchPlatform platform = BenchPlatform.start(model)) {
            out.printf(
                    "bench stream: %,d messages a round (%s), medians of %d rounds%n",
                    messages, data.origin(), rounds);
            StreamTopics.fill(platform, "bench-input", data, messages, 0);
            for (boolean explained : new boolean[] {true, false}) {
                compare(platform, ensemble, messages, rounds, explained, out);
            }
        }
        try (BenchPlatform platform = BenchPlatform.start(model, BrittleTrees.class)) {
            new StreamVariants(platform, rounds, out).run(data, messages);
        }
    }

    private static void compare(
            BenchPlatform platform,
            TreeEnsemble ensemble,
            int messages,
            int rounds,
            boolean explained,
            PrintStream out)
            throws InterruptedException {
        List<Double> bare = new ArrayList<>();
        List<Double> scorebus = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            String suffix = (explained ? "explained-" : "plain-") + round;
            double b = bare(platform, ensemble, "bare-" + suffix, messages, explained);
            double s = action(platform, "action-" + suffix, messages, explained);
            if (round > 0) {
                bare.add(b);
                scorebus.add(s);
            }
        }
        Medians limit = Medians.of(bare);
        Medians ours = Medians.of(scorebus);
        out.printf(
                "%s: bare loop %s messages/s, Scorebus (tracked) %s messages/s, ratio %.2f%n",
                explained ? "explained" : "predicted only",
                limit,
                ours,
                ours.median() / limit.median());
    }

    private static double bare(
            BenchPlatform platform,
            TreeEnsemble ensemble,
            String output,
            int messages,
            boolean explained)
            throws InterruptedException {
        platform.createTopic(output, StreamTopics.PARTITIONS);
        new BareLoop(ensemble, explained)
                .run(platform.bootstrapServers(), "bench-input", output, messages);
        return StreamTopics.rate(platform.bootstrapServers(), output, messages);
    }

    private static double action(
            BenchPlatform platform, String name, int messages, boolean explained)
            throws InterruptedException {
        String output = name + "-scores";
        platform.createTopic(output, StreamTopics.PARTITIONS);
        platform.apply(name, "bench-input", output, explained ? "all" : "none");
        double rate = StreamTopics.rate(platform.bootstrapServers(), output, messages);
        platform.delete(name);
        return rate;
    }
}
