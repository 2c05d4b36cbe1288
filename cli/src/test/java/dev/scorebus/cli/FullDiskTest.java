package dev.scorebus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.cli.demo.SmallData;
import dev.scorebus.cli.platform.PlatformProcess;
import dev.scorebus.local.fault.SmallDisk;
import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A platform whose disks become full while its stream runs: one with all its data, and on it another one for Kafka's. Skipped
/// where no disk can be mounted.
class FullDiskTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final String SCORES = "merge-time-scores";
    private static final String ACTION =
            """
            apiVersion: scorebus.dev/v1
            kind: Action
            metadata: {name: merge-time, owner: tests}
            spec:
              program: trees
              model: {name: merge-time}
              mode: stream
              input: {topics: [requests]}
              explain: none
              outputs: [{topic: merge-time-scores}]
            """;

    @TempDir Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private SmallDisk mount(Path place, int megabytes) throws IOException {
        SmallDisk disk =
                SmallDisk.mount(place, megabytes)
                        .orElseGet(
                                () ->
                                        Assumptions.abort(
                                                "A small disk cannot be mounted here: that takes root."));
        open.add(disk);
        return disk;
    }

    @Test
    void whileADiskIsFullThePlatformSaysSoAndAfterwardsItGoesOnWithNothingLostAndNothingDoubled()
            throws Exception {
        Path home = folder.resolve("home");
        SmallDisk all = mount(home, 700);
        SmallDisk kafkas = mount(home.resolve("kafka"), 200);
        PlatformProcess platform = new PlatformProcess(home, Map.of());
        open.add(platform);
        platform.up();
        prepare(platform);
        send(platform, 0, 1_000);
        await().atMost(PATIENCE).pollInterval(LOOK_EVERY).until(() -> !scored(platform).isEmpty());

        kafkas.fill();
        send(platform, 1_000, 1_100);
        await().atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .untilAsserted(
                        () ->
                                assertThat(scorebus(platform, "status").out())
                                        .contains("Kafka: stopped, 0 MB are free on the disk of")
                                        .contains(
                                                "merge-time is waiting: no broker of Kafka answers"));
        assertThat(scorebus(platform, "status").exitCode()).isEqualTo(3);
        kafkas.free();
        awaitAllScored(platform);
        assertThat(scorebus(platform, "status").out()).doesNotContain("stopped,");

        all.fill();
        sendUnreadable(platform, 1_500);
        send(platform, 1_100, 1_400);
        awaitAllScored(platform);
        await().atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .untilAsserted(
                        () ->
                                assertThat(scorebus(platform, "status").out())
                                        .contains(
                                                "tracking-service: the ledger cannot be written"));
        assertThat(scorebus(platform, "audit").exitCode()).isNotZero();
        all.free();
        await().atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .untilAsserted(() -> assertThat(scorebus(platform, "audit").exitCode()).isZero());
        Ran audit = scorebus(platform, "audit", "--full");
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(scorebus(platform, "status").exitCode()).isZero();
    }

    private void prepare(PlatformProcess platform) throws IOException {
        done(platform, "data-set", "add", "small", new SmallData(folder).file().toString());
        Path request = folder.resolve("training.json");
        Files.writeString(
                request,
                """
                {"program": "trees", "model": "merge-time", "dataSet": {"name": "small"},
                 "target": {"name": "merged", "type": "binary", "classes": ["NO", "YES"], "value": "row.merged_at != null ? 'YES' : 'NO'"},
                 "features": [{"name": "team_size", "type": "number"}, {"name": "src_churn", "type": "number"}],
                 "parameters": {"rounds": 5, "depth": 3}, "seed": 1, "promoteTo": "champion"}
                """);
        done(platform, "train", "-f", request.toString());
        done(platform, "topic", "create", "requests", "--partitions", "2");
        done(platform, "topic", "create", SCORES, "--partitions", "2");
        Path action = folder.resolve("merge-time.yaml");
        Files.writeString(action, ACTION);
        done(platform, "apply", action.toString());
    }

    /// Sends messages with the ids `from` to `to`, and remembers those that Kafka has taken.
    private void send(PlatformProcess platform, int from, int to) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        platform.bootstrap(),
                        "max.block.ms",
                        2_000,
                        "request.timeout.ms",
                        2_000,
                        "delivery.timeout.ms",
                        4_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = from; i < to; i++) {
                String id = String.valueOf(i);
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(
                                "requests", bytes("{\"team_size\": %d}".formatted(i % 9)));
                record.headers()
                        .add("ce_specversion", bytes("1.0"))
                        .add("ce_id", bytes(id))
                        .add("ce_source", bytes("/tests"))
                        .add("ce_type", bytes("row.made"))
                        .add("content-type", bytes("application/json"));
                Future<RecordMetadata> _ =
                        producer.send(
                                record,
                                (_, failure) -> {
                                    if (failure == null) {
                                        acknowledged.add(id);
                                    }
                                });
            }
        }
    }

    /// Dead letters, which the ledger needs much room for.
    private static void sendUnreadable(PlatformProcess platform, int count) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", platform.bootstrap()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                Future<RecordMetadata> _ =
                        producer.send(new ProducerRecord<>("requests", bytes("no JSON")));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void awaitAllScored(PlatformProcess platform) {
        await().atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .untilAsserted(() -> assertThat(scored(platform)).containsAll(acknowledged));
        assertThat(scored(platform)).doesNotHaveDuplicates();
    }

    /// The ids of the messages that have a score, each as often as it has one.
    private static List<String> scored(PlatformProcess platform) {
        List<String> ids = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                platform.bootstrap(),
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    IntStream.range(0, consumer.partitionsFor(SCORES).size())
                            .mapToObj(partition -> new TopicPartition(SCORES, partition))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(
                                score ->
                                        ids.add(
                                                WireJson.mapper()
                                                        .readTree(score.value())
                                                        .at("/message/id")
                                                        .asString()));
            }
        }
        return ids;
    }

    private static void done(PlatformProcess platform, String... command) {
        Ran ran = scorebus(platform, command);
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
    }

    private static Ran scorebus(PlatformProcess platform, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(platform.options());
        return Ran.scorebus(all.toArray(String[]::new));
    }
}
