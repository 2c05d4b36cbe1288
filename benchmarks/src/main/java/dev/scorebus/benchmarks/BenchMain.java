package dev.scorebus.benchmarks;

import dev.scorebus.benchmarks.bridge.BridgeBenchmark;
import dev.scorebus.benchmarks.nemesis.NemesisBench;
import dev.scorebus.benchmarks.nemesis.Science;
import dev.scorebus.benchmarks.rest.RestBenchmark;
import dev.scorebus.benchmarks.service.Python;
import dev.scorebus.benchmarks.soak.SoakBenchmark;
import dev.scorebus.benchmarks.stream.PeerPythonBenchmark;
import dev.scorebus.benchmarks.stream.StreamBenchmark;
import dev.scorebus.benchmarks.tracking.TrackingBenchmark;
import dev.scorebus.benchmarks.trees.TreesBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./scorebus bench …`: each subcommand measures one thing beside the bare limit in the same run and prints medians and the ratio.
@Command(
        name = "scorebus bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures Scorebus beside the bare limit, in one run, and prints medians and the ratio.",
        synopsisSubcommandLabel =
                "(stream | peer-python | rest | tracking | trees | bridge | soak | nemesis)")
public final class BenchMain {
    private static final int FEW = 1_000_000;

    private BenchMain() {}

    /// Runs the subcommand that the arguments name.
    public static void main(String[] args) {
        CommandLine bench = new CommandLine(new BenchMain());
        System.exit(bench.setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "scores per second from topic to topic, tracked, beside a bare transactional loop")
    int stream(
            @Option(
                            names = "--messages",
                            defaultValue = "40000",
                            description = "a round (${DEFAULT-VALUE})")
                    int messages,
            @Option(
                            names = "--rounds",
                            defaultValue = "5",
                            description = "that count (${DEFAULT-VALUE})")
                    int rounds)
            throws Exception {
        StreamBenchmark.run(messages, rounds, System.out);
        return 0;
    }

    @Command(
            name = "peer-python",
            mixinStandardHelpOptions = true,
            description =
                    "scores per second of a program in Python with XGBoost, tracked, beside a plain script with the same model and Confluent's client")
    int peerPython(
            @Option(
                            names = "--messages",
                            defaultValue = "40000",
                            description = "a round (${DEFAULT-VALUE})")
                    int messages,
            @Option(
                            names = "--rounds",
                            defaultValue = "5",
                            description = "that count (${DEFAULT-VALUE})")
                    int rounds)
            throws Exception {
        new PeerPythonBenchmark(messages, rounds).run(System.getenv("PATH"), System.out);
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "explained rows per second by REST, beside a bare Spring endpoint")
    int rest(
            @Option(
                            names = "--seconds",
                            defaultValue = "5",
                            description = "a round (${DEFAULT-VALUE})")
                    int seconds,
            @Option(
                            names = "--rounds",
                            defaultValue = "5",
                            description = "that count (${DEFAULT-VALUE})")
                    int rounds)
            throws Exception {
        RestBenchmark.run(Duration.ofSeconds(seconds), rounds, System.out);
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "folding of tracking events, beside bare inserts of the same rows; audit, search and size")
    int tracking(
            @Option(
                            names = "--messages",
                            defaultValue = "1000000",
                            description = "a round (${DEFAULT-VALUE})")
                    long messages,
            @Option(
                            names = "--rounds",
                            defaultValue = "5",
                            description = "that count (${DEFAULT-VALUE})")
                    int rounds)
            throws Exception {
        TrackingBenchmark.run(messages, rounds, System.out);
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "predictions and explanations by trees beside native XGBoost, on one thread")
    int trees() throws Exception {
        TreesBenchmark.run(System.out);
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "a Python program that does nothing, called over the bridge, beside a bare Python loop with the same JSON and a bare echo",
                "Skipped with a line where there is no python3 3.9 or newer."
            })
    int bridge(
            @Option(
                            names = "--rounds",
                            defaultValue = "7",
                            description = "that count (${DEFAULT-VALUE})")
                    int rounds,
            @Option(
                            names = "--calls",
                            defaultValue = "200",
                            description = "of 500 messages a round (${DEFAULT-VALUE})")
                    int calls,
            @Option(
                            names = "--singles",
                            defaultValue = "5000",
                            description = "calls of one message a round (${DEFAULT-VALUE})")
                    int singles)
            throws Exception {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
        new BridgeBenchmark(rounds, calls, singles).run(path, System.out);
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "many messages through one stream with a small fixed heap: what stays in memory and in the ledger. Exits with 1 when the audit fails.")
    int soak(
            @Option(
                            names = "--messages",
                            defaultValue = "10000000",
                            description = "in all (${DEFAULT-VALUE})")
                    long messages,
            @Option(
                            names = "--heap",
                            defaultValue = "256",
                            description = "of each service, in MB (${DEFAULT-VALUE})")
                    int heap)
            throws Exception {
        Path logs = Files.createTempDirectory("scorebus-soak-logs");
        return SoakBenchmark.run(messages, heap, logs, System.out) ? 0 : 1;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "kills, freezes, cuts and stops services, broker and database by chance while messages flow, and proves afterwards that each counted once; nothing is measured",
                "Exits with 1 when a seed is violated."
            })
    int nemesis(
            @Option(
                            names = "--minutes",
                            defaultValue = "1",
                            description =
                                    "how long faults strike with each seed (${DEFAULT-VALUE})")
                    double minutes,
            @Option(
                            names = "--seeds",
                            defaultValue = "1",
                            description = "how many seeds, one after another (${DEFAULT-VALUE})")
                    int seeds,
            @Option(
                            names = "--seed",
                            description =
                                    "the first seed, to repeat what one found; any by default")
                    @Nullable Integer seed,
            @Option(
                            names = "--messages",
                            defaultValue = "10000",
                            description = "with each seed, at least (${DEFAULT-VALUE})")
                    int messages,
            @Option(
                            names = "--program",
                            defaultValue = "trees",
                            description =
                                    "what scores: trees, or python, whose processes are killed as well (${DEFAULT-VALUE})")
                    Science science)
            throws Exception {
        if (science == Science.PYTHON && Python.find(System.getenv("PATH")).isEmpty()) {
            System.err.println("There is no python3 of 3.9 or newer on the PATH; install one");
            return 1;
        }
        int first = seed == null ? ThreadLocalRandom.current().nextInt(1, FEW) : seed;
        NemesisBench bench =
                new NemesisBench(
                        first,
                        seeds,
                        messages,
                        Duration.ofMillis(Math.round(minutes * 60_000)),
                        science);
        Path logs = Files.createTempDirectory("scorebus-nemesis-logs");
        return bench.run(logs, InstantSource.system(), System.out) == 0 ? 0 : 1;
    }
}
