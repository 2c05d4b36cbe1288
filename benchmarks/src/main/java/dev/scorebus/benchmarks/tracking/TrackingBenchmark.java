package dev.scorebus.benchmarks.tracking;

import dev.scorebus.benchmarks.model.Medians;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.JsonNode;

/// `scorebus bench tracking`: folds the events of a topic's messages (8 partitions, spans of 500, 1 % dead) by tracking-service
/// and by [BareFold] in turn, on the same broker and database. All events become visible at one moment; time runs from there
/// until the last is in the database. Then audits, asks for ids, and weighs the tables.
public final class TrackingBenchmark {
    private static final String SOURCE = "bench-messages";
    private static final String TRACKING = TrackingUnderTest.TOPICS.tracking();
    private static final String[] TABLES = {
        "frontier", "span", "span_model", "id_filter", "open_id_filter", "message_exception"
    };

    private final TrackingUnderTest service;
    private final Connection connection;
    private final PrintStream out;
    private final long messages;
    private final UUID topicId;

    private TrackingBenchmark(
            TrackingUnderTest service, Connection connection, long messages, PrintStream out)
            throws InterruptedException {
        this.service = service;
        this.connection = connection;
        this.messages = messages;
        this.out = out;
        this.topicId = service.create(SOURCE, LedgerEvents.PARTITIONS);
    }

    /// Runs it.
    ///
    /// @param messages how many messages each round accounts for; a multiple of 4,000
    /// @param rounds how many rounds count; one more goes before them to warm up
    public static void run(long messages, int rounds, PrintStream out) throws Exception {
        long unit = (long) LedgerEvents.PARTITIONS * LedgerEvents.SPAN;
        if (messages < unit || messages % unit != 0) {
            throw new IllegalArgumentException(
                    "The number of messages must be a multiple of %d, got %d"
                            .formatted(unit, messages));
        }
        try (TrackingUnderTest service = new TrackingUnderTest();
                Connection connection = service.connect()) {
            new TrackingBenchmark(service, connection, messages, out).run(rounds);
        }
    }

    private void run(int rounds) throws Exception {
        out.printf(
                "bench tracking: %,d messages a round in %,d spans, medians of %d rounds%n",
                messages, messages / LedgerEvents.SPAN, rounds);
        fillSource();
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        try (BareFold bareFold = new BareFold(service.bootstrapServers(), connection)) {
            for (int round = 0; round <= rounds; round++) {
                Map<TopicPartition, Long> start = trackingEnds();
                LedgerEvents events =
                        new LedgerEvents(
                                "round-" + round,
                                SOURCE,
                                topicId,
                                messages / LedgerEvents.PARTITIONS);
                List<ProducerRecord<byte[], byte[]>> records = events.records(TRACKING);
                double fold = fold(events, records);
                double limit = bareFold.run(start, records.size());
                if (round > 0) {
                    ours.add(fold);
                    bare.add(limit);
                }
            }
        }
        report(Medians.of(ours), Medians.of(bare), rounds + 1);
    }

    private void report(Medians ours, Medians bare, int rounds)
            throws IOException, InterruptedException, SQLException {
        double spans = (double) messages / LedgerEvents.SPAN;
        out.printf(
                "fold: %.2f s [%.2f to %.2f], %,.0f events/s, %,.0f messages/s%n",
                ours.median(),
                ours.min(),
                ours.max(),
                spans / ours.median(),
                messages / ours.median());
        out.printf(
                "bare inserts: %.2f s [%.2f to %.2f], ratio %.2f%n",
                bare.median(), bare.min(), bare.max(), bare.median() / ours.median());
        try (Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
        }
        audit(rounds);
        ids();
        weigh(rounds);
    }

    /// Real records, so that ids can be confirmed and counts repeated.
    private void fillSource() {
        service.write(
                LongStream.range(0, messages)
                        .mapToObj(
                                n ->
                                        message(
                                                (int) (n % LedgerEvents.PARTITIONS),
                                                n / LedgerEvents.PARTITIONS)),
                "source");
    }

    private static ProducerRecord<byte[], byte[]> message(int partition, long offset) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(SOURCE, partition, null, bytes("{}"));
        record.headers()
                .add("ce_specversion", bytes("1.0"))
                .add("ce_id", bytes(LedgerEvents.id(partition, offset)))
                .add("ce_source", bytes("/bench"))
                .add("ce_type", bytes("opened"));
        return record;
    }

    private double fold(LedgerEvents events, List<ProducerRecord<byte[], byte[]>> records)
            throws Exception {
        service.write(records.stream(), events.action());
        long start = System.nanoTime();
        String done =
                "SELECT coalesce(sum(next_offset), 0) FROM tracking.frontier WHERE action = '%s'"
                        .formatted(events.action());
        while (TrackingUnderTest.number(connection, done) < messages) {
            Thread.onSpinWait();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        try (Admin admin = service.admin()) {
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
            for (int partition = 0; partition < LedgerEvents.PARTITIONS; partition++) {
                committed.put(
                        new TopicPartition(SOURCE, partition),
                        new OffsetAndMetadata(events.perPartition()));
            }
            admin.alterConsumerGroupOffsets(events.group(), committed).all().get();
        }
        return seconds;
    }

    private Map<TopicPartition, Long> trackingEnds() throws Exception {
        try (Admin admin = service.admin()) {
            Map<TopicPartition, OffsetSpec> question =
                    IntStream.range(0, 3)
                            .mapToObj(partition -> new TopicPartition(TRACKING, partition))
                            .collect(Collectors.toMap(tp -> tp, _ -> OffsetSpec.latest()));
            return admin.listOffsets(question).all().get().entrySet().stream()
                    .collect(
                            Collectors.toMap(
                                    Map.Entry::getKey, entry -> entry.getValue().offset()));
        }
    }

    private void audit(int rounds) throws IOException, InterruptedException {
        for (String recount : new String[] {"none", "sample", "full"}) {
            String path = "/api/audit?action=round-1&recount=" + recount;
            JsonNode first = service.get(path);
            double seconds = seconds(path);
            out.printf(
                    "audit of one action, recount %s: %.3f s, holds %s, %,d messages%n",
                    recount,
                    seconds,
                    first.path("holds").asBoolean(),
                    first.path("records").asLong());
        }
        JsonNode all = service.get("/api/audit");
        out.printf(
                "audit of all %d actions: %.3f s, holds %s, %,d messages%n",
                rounds,
                seconds("/api/audit"),
                all.path("holds").asBoolean(),
                all.path("records").asLong());
    }

    private void ids() throws IOException, InterruptedException {
        for (String id : new String[] {LedgerEvents.id(3, 7), "nobody"}) {
            String path = "/api/messages?id=" + id;
            JsonNode found = service.get(path);
            out.printf(
                    "id '%s': %.3f s, found %d, spans read again %d, complete %s%n",
                    id,
                    seconds(path),
                    found.path("messages").size(),
                    found.path("spansRead").asInt(),
                    found.path("complete").asBoolean());
        }
        out.printf(
                "message by place: %.4f s%n",
                seconds("/api/messages/%s/3/7?action=round-1".formatted(SOURCE)));
    }

    private void weigh(int rounds) throws SQLException {
        double all = 0;
        for (String table : TABLES) {
            long bytes =
                    TrackingUnderTest.number(
                            connection,
                            "SELECT pg_total_relation_size('tracking.%s')".formatted(table));
            all += bytes;
            out.printf("%s: %.3f bytes a message%n", table, bytes / (double) (messages * rounds));
        }
        out.printf("in all: %.2f bytes a message%n", all / (messages * rounds));
    }

    /// The median of five.
    private double seconds(String path) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            service.get(path);
            seconds.add((System.nanoTime() - start) / 1e9);
        }
        return Medians.of(seconds).median();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
