package dev.scorebus.benchmarks.soak;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.benchmarks.model.PullRequestEvents;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.benchmarks.nemesis.Cluster;
import dev.scorebus.benchmarks.nemesis.ClusterSettings;
import dev.scorebus.benchmarks.service.Patience;
import dev.scorebus.benchmarks.service.StreamAction;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import tools.jackson.databind.JsonNode;

/// `scorebus bench soak`: many messages through one stream, portion by portion, by services whose heap is small and fixed, each in a
/// JVM of its own. After each portion it says what of the heaps is reachable, how many spans were told and how many rows
/// the ledger has, and at the end what the audit says. Scores are without explanation, which takes no heap that stays.
public final class SoakBenchmark {
    private static final int PARTITIONS = 6;
    private static final int PORTIONS = 10;
    private static final int MAX_POLL_RECORDS = 2_000;
    private static final int ROWS = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final StreamAction ACTION =
            new StreamAction("soak", "soak-input", "soak-scores", "none");
    private static final String[] TABLES = {
        "span", "span_model", "open_id_filter", "id_filter", "message_exception", "parked_event"
    };

    private final Cluster cluster;
    private final Connection database;
    private final PullRequestRows rows = PullRequestRows.generate(ROWS);
    private final PrintStream out;

    private SoakBenchmark(Cluster cluster, Connection database, PrintStream out) {
        this.cluster = cluster;
        this.database = database;
        this.out = out;
    }

    /// Runs it.
    ///
    /// @param messages how many in all
    /// @param heapMegabytes of score-service and of tracking-service
    /// @param logs the folder of the processes' logs
    /// @return whether the audit holds, every record counted again
    public static boolean run(long messages, int heapMegabytes, Path logs, PrintStream out)
            throws Exception {
        out.printf(
                "bench soak: %,d messages, %d MB of heap for each service; logs: %s%n",
                messages, heapMegabytes, logs.toAbsolutePath());
        ClusterSettings settings =
                new ClusterSettings(
                        1, Duration.ofSeconds(10), MAX_POLL_RECORDS, heapMegabytes, logs, null);
        BenchModel model = BenchModel.train(PullRequestRows.generate(ROWS));
        try (Cluster cluster = Cluster.start(model, settings);
                Connection database = cluster.database()) {
            return new SoakBenchmark(cluster, database, out).run(messages);
        }
    }

    private boolean run(long messages) throws IOException, InterruptedException, SQLException {
        cluster.apply(ACTION, PARTITIONS);
        long portion = Math.max(1, messages / PORTIONS);
        for (long done = 0; done < messages; ) {
            long end = Math.min(messages, done + portion);
            long start = System.nanoTime();
            fill(done, end);
            new Patience(PATIENCE)
                    .until("all is accounted for", () -> count("sum(records)") >= end);
            say(end, (end - done) / ((System.nanoTime() - start) / 1e9));
            done = end;
        }
        JsonNode audit = cluster.audit(ACTION);
        out.printf(
                "audit, every record counted again: holds %s, %,d records%n",
                audit.path("holds").asBoolean(), audit.path("records").asLong());
        return audit.path("holds").asBoolean() && audit.path("records").asLong() == messages;
    }

    private void say(long messages, double perSecond) throws IOException, SQLException {
        StringBuilder ledger = new StringBuilder();
        long sum = 0;
        for (String table : TABLES) {
            long count = number("SELECT count(*) FROM tracking." + table);
            ledger.append(", %s %,d".formatted(table, count));
            sum += count;
        }
        long told =
                number(
                        "SELECT (SELECT count(*) FROM tracking.open_id_filter) + coalesce(sum(cardinality(los)), 0) FROM tracking.id_filter");
        out.printf(
                "%,d messages (%,.0f/s with filling the topic): live heap score-service %.1f MB, tracking-service %.1f MB; %,d spans told, %,d rows%s; %,d minutes%n",
                messages,
                perSecond,
                cluster.scorer(0).liveHeap() / 1e6,
                cluster.tracking().liveHeap() / 1e6,
                told,
                sum,
                ledger,
                number("SELECT count(DISTINCT date_trunc('minute', at)) FROM tracking.span"));
    }

    private long count(String what) {
        try {
            return number("SELECT coalesce(%s, 0) FROM tracking.span".formatted(what));
        } catch (SQLException e) {
            throw new IllegalStateException("The ledger cannot be read", e);
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            boolean _ = rows.next();
            return rows.getLong(1);
        }
    }

    @SuppressWarnings(
            "FutureReturnValueIgnored") // one that is missing is missed when the records are
    // counted
    private void fill(long from, long to) {
        try (KafkaProducer<byte[], byte[]> producer =
                cluster.kafka()
                        .producer(
                                Map.of(
                                        "compression.type",
                                        "lz4",
                                        "batch.size",
                                        128 * 1024,
                                        "linger.ms",
                                        5))) {
            for (long i = from; i < to; i++) {
                String json = rows.json((int) (i % ROWS));
                producer.send(
                        PullRequestEvents.event(
                                ACTION.input(), (int) (i % PARTITIONS), "soak-" + i, json));
            }
        }
    }
}
