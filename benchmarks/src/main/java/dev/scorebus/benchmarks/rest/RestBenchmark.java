package dev.scorebus.benchmarks.rest;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.benchmarks.model.Medians;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.benchmarks.service.BenchPlatform;
import dev.scorebus.trees.TreeEnsemble;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/// `scorebus bench rest`: one row with its whole explanation per request, asked of score-service directly and of [BareEndpoint], in turn under
/// the same load.
public final class RestBenchmark {
    private static final int[] CONNECTIONS = {1, 16};

    private RestBenchmark() {}

    /// Runs it.
    ///
    /// @param time how long each round lasts
    /// @param rounds how many rounds count; one more goes before them to warm up
    public static void run(Duration time, int rounds, PrintStream out) throws Exception {
        PullRequestRows data = PullRequestRows.load();
        BenchModel model = BenchModel.train(data);
        TreeEnsemble ensemble = TreeEnsemble.read(model.ubj());
        String row = data.json(data.rows().size() - 1);
        try (BenchPlatform platform = BenchPlatform.start(model);
                ConfigurableApplicationContext bare = BareEndpoint.start(ensemble)) {
            int port =
                    bare.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            HttpLoad limit = new HttpLoad(port, "/score", row);
            HttpLoad ours =
                    new HttpLoad(
                            platform.scorePort(),
                            "/api/models/bench/score?explain=all&unknown=ignore",
                            row);
            out.printf(
                    "bench rest: one explained row a request (%s), medians of %d rounds of %d s%n",
                    data.origin(), rounds, time.toSeconds());
            for (int connections : CONNECTIONS) {
                compare(limit, ours, connections, time, rounds, out);
            }
        }
    }

    private static void compare(
            HttpLoad limit,
            HttpLoad ours,
            int connections,
            Duration time,
            int rounds,
            PrintStream out)
            throws InterruptedException {
        List<HttpLoad.Result> bare = new ArrayList<>();
        List<HttpLoad.Result> scorebus = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            HttpLoad.Result b = limit.run(connections, time);
            HttpLoad.Result s = ours.run(connections, time);
            if (round > 0) {
                bare.add(b);
                scorebus.add(s);
            }
        }
        out.printf(
                "%d connections: bare %s; Scorebus %s; ratio %.2f%n",
                connections,
                line(bare),
                line(scorebus),
                rate(scorebus).median() / rate(bare).median());
    }

    private static Medians rate(List<HttpLoad.Result> results) {
        return Medians.of(results.stream().map(HttpLoad.Result::requestsPerSecond).toList());
    }

    private static String line(List<HttpLoad.Result> results) {
        Medians p50 =
                Medians.of(results.stream().map(result -> (double) result.p50Micros()).toList());
        Medians p99 =
                Medians.of(results.stream().map(result -> (double) result.p99Micros()).toList());
        return "%s requests/s, p50 %,.0f us, p99 %,.0f us"
                .formatted(rate(results), p50.median(), p99.median());
    }
}
