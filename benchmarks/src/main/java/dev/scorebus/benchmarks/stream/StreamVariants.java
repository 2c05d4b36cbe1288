package dev.scorebus.benchmarks.stream;

import dev.scorebus.benchmarks.model.Medians;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.benchmarks.service.BenchPlatform;
import dev.scorebus.benchmarks.service.StreamAction;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Explained scores per second of one action in other circumstances, beside the same action as a stream in which nothing fails, in
/// turn on the same service: in micro-batches of 500, and as a stream in which 2 % of the messages fail six times and die. The
/// retries come so soon that they fall into the time that is measured.
final class StreamVariants {
    private static final int FAILING_EVERY = 50;
    private static final String SOON = "{firstDelay: 20ms, maxDelay: 200ms}";

    private final BenchPlatform platform;
    private final int rounds;
    private final PrintStream out;

    /// @param platform whose program fails on messages that say so
    /// @param rounds how many rounds count; one more goes before them to warm up
    StreamVariants(BenchPlatform platform, int rounds, PrintStream out) {
        this.platform = platform;
        this.rounds = rounds;
        this.out = out;
    }

    void run(PullRequestRows data, int messages) throws InterruptedException {
        int scored = messages - (messages + FAILING_EVERY - 1) / FAILING_EVERY;
        StreamTopics.fill(platform, "sound-input", data, messages, 0);
        StreamTopics.fill(platform, "failing-input", data, messages, FAILING_EVERY);
        List<Double> stream = new ArrayList<>();
        List<Double> microBatch = new ArrayList<>();
        List<Double> failing = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            double s = rate("stream-" + round, "sound-input", StreamAction.STREAM, messages);
            double m = rate("micro-" + round, "sound-input", StreamAction.MICRO_BATCH, messages);
            double f = rate("failing-" + round, "failing-input", StreamAction.STREAM, scored);
            if (round > 0) {
                stream.add(s);
                microBatch.add(m);
                failing.add(f);
            }
        }
        print("micro-batch", Medians.of(microBatch), Medians.of(stream));
        print("stream with 2 % failing", Medians.of(failing), Medians.of(stream));
    }

    private void print(String what, Medians ours, Medians stream) {
        out.printf(
                "%s: %s messages/s, stream %s messages/s, ratio %.2f%n",
                what, ours, stream, ours.median() / stream.median());
    }

    private double rate(String name, String input, String mode, int scores)
            throws InterruptedException {
        String output = name + "-scores";
        platform.createTopic(output, StreamTopics.PARTITIONS);
        platform.apply(new StreamAction(name, input, output, "all", SOON, mode));
        double rate = StreamTopics.rate(platform.bootstrapServers(), output, scores);
        platform.delete(name);
        return rate;
    }
}
