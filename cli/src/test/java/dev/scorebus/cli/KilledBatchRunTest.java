package dev.scorebus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.cli.demo.LargeData;
import dev.scorebus.cli.demo.SmallData;
import dev.scorebus.cli.platform.PlatformProcess;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A batch run over a data set, whose process is killed again and again on the way; `-Dscorebus.rows=166884` takes the whole
/// public data set.
class KilledBatchRunTest {
    private static final String RESULTS = "merge-time-row-scores";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int ROWS = Integer.getInteger("scorebus.rows", 40_000);

    /// How many results there are at least when the process is killed.
    private static final List<Integer> KILLED_AT = List.of(ROWS / 8, ROWS / 2);

    private static final String ACTION =
            """
            apiVersion: scorebus.dev/v1
            kind: Action
            metadata: {name: merge-time-rows, owner: tests}
            spec:
              program: trees
              model: {name: merge-time}
              mode: batch
              input: {topics: [pull-requests]}
              explain: none
              outputs: [{topic: merge-time-row-scores}]
            """;

    @TempDir Path folder;
    private PlatformProcess platform;

    @BeforeEach
    void start() throws IOException {
        platform = new PlatformProcess(folder, Map.of("SCOREBUS_TRAIN_BATCH_LEASE", "3s"));
        platform.up();
    }

    @AfterEach
    void stop() throws IOException {
        platform.close();
    }

    @Test
    void aBatchRunThatIsKilledTwiceHasEachResultOnce() throws IOException {
        LargeData data = LargeData.find(folder, ROWS);
        prepare(data);

        String run = submit();
        for (int results : KILLED_AT) {
            awaitResults(results);
            platform.kill();
            platform.up();
        }
        await().atMost(PATIENCE)
                .until(() -> Set.of("done", "failed").contains(show(run).path("state").asString()));

        JsonNode ended = show(run);
        assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("done");
        BitSet rows = new BitSet();
        List<Long> twice = new ArrayList<>();
        read(RESULTS, record -> note(row(record), rows, twice));
        System.out.printf(
                "%s: %d results, %s%n", data.origin(), rows.cardinality(), ended.path("progress"));
        assertThat(twice).as("rows with a second result").isEmpty();
        assertThat(rows.cardinality()).isEqualTo(data.rows());
        assertThat(ended.at("/progress/scored").asLong()).isEqualTo(data.rows());
        assertThat(workers(run)).as("processes that carried it out").hasSize(3);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(scorebus("audit").exitCode()).isZero());
        Ran audit = scorebus("audit", "--full");
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
    }

    private void prepare(LargeData data) throws IOException {
        done("data-set", "add", "pull-requests", data.file().toString());
        done("data-set", "add", "small", new SmallData(folder).file().toString());
        Path request = folder.resolve("training.json");
        Files.writeString(
                request,
                """
                {"program": "trees", "model": "merge-time", "dataSet": {"name": "small"},
                 "target": {"name": "merged", "type": "binary", "classes": ["NO", "YES"], "value": "row.merged_at != null ? 'YES' : 'NO'"},
                 "features": [{"name": "team_size", "type": "number"}, {"name": "src_churn", "type": "number"}, {"name": "main_team_member", "type": "boolean"}],
                 "parameters": {"rounds": 10, "depth": 3}, "seed": 1, "promoteTo": "champion"}
                """);
        done("train", "-f", request.toString());
        Path action = folder.resolve("merge-time-rows.yaml");
        Files.writeString(action, ACTION);
        done("apply", action.toString());
        done("topic", "create", RESULTS, "--partitions", "3");
    }

    private String submit() {
        return done("batch", "start", "merge-time-rows", "--data-set", "pull-requests", "--detach")
                .split(" ", -1)[1];
    }

    private JsonNode show(String run) {
        return WireJson.mapper().readTree(done("batch", "show", run, "--json"));
    }

    /// The row that a result is of: its id ends in partition 0 and the number of the row.
    private static long row(ConsumerRecord<byte[], byte[]> result) {
        String id =
                new String(result.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    private static void note(long row, BitSet rows, List<Long> twice) {
        int index = Math.toIntExact(row);
        if (rows.get(index)) {
            twice.add(row);
        }
        rows.set(index);
    }

    /// The process starts that told of the run's rows.
    private Set<String> workers(String run) {
        Set<String> workers = new TreeSet<>();
        read(
                "scorebus.tracking",
                record -> {
                    TrackingEvent event =
                            WireJson.mapper().readValue(record.value(), TrackingEvent.class);
                    if (event instanceof TrackingEvent.Span span && run.equals(span.runId())) {
                        workers.add(span.instance());
                    }
                });
        return workers;
    }

    /// Waits until so many results can be read, or a few less: each page leaves a mark of its own among them.
    private void awaitResults(long results) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, RESULTS);
            consumer.assign(partitions);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .pollInSameThread()
                    .until(
                            () ->
                                    consumer.endOffsets(partitions).values().stream()
                                                    .mapToLong(Long::longValue)
                                                    .sum()
                                            >= results);
        }
    }

    private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(each);
            }
        }
    }

    private static List<TopicPartition> partitions(
            KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(known -> new TopicPartition(topic, known.partition()))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        platform.bootstrap(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private String done(String... arguments) {
        Ran ran = scorebus(arguments);
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        return ran.out();
    }

    private Ran scorebus(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(platform.options());
        return Ran.scorebus(all.toArray(String[]::new));
    }
}
