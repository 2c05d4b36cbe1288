package dev.scorebus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.cli.demo.SmallData;
import dev.scorebus.cli.platform.Ports;
import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The platform in a process of its own, killed in the middle of its work.
class KilledPlatformTest {
    /// So many, and each so often, that no machine scores them all between two looks into the topic.
    private static final int REQUESTS = 6_000;

    private static final int TIMES = 6;

    @TempDir Path folder;
    private final Ports ports = Ports.free();

    @AfterEach
    void stop() {
        scorebus("down");
    }

    @Test
    void afterAKillInMidStreamEveryMessageIsScoredOnceAndTheAuditHolds() throws IOException {
        up();
        SmallData data = new SmallData(folder);
        Ran demo = scorebus("demo", "--data", data.file().toString(), "--messages", "200");
        assertThat(demo.exitCode()).as(demo.out() + demo.err()).isZero();
        long before = read("merge-time-scores").count();

        List<ProducerRecord<byte[], byte[]>> records = data.records(REQUESTS);
        for (int i = 0; i < TIMES; i++) {
            send(records);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> read("merge-time-scores").count() > before + 200);
        kill();
        assertThat(postgresProcesses()).isNotEmpty();
        up();

        List<String> opened = opened();
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(accountedFor()).hasSameSizeAs(opened));
        assertThat(accountedFor()).containsExactlyInAnyOrderElementsOf(opened);
        assertThat(scored()).as("scored after the kill").isPositive();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(scorebus("audit").exitCode()).isZero());
        Ran audit = scorebus("audit", "--full");
        assertThat(audit.exitCode()).as(audit.out()).isZero();

        kill();
        downStopsTheDatabaseThatWasLeft();
    }

    private void downStopsTheDatabaseThatWasLeft() {
        assertThat(postgresProcesses()).isNotEmpty();

        Ran down = scorebus("down");

        assertThat(down.out()).contains("had died");
        assertThat(postgresProcesses()).isEmpty();
        assertThat(scorebus("down").out()).contains("No platform runs");
    }

    @Test
    void ofTwoStartsAtOnceOneWinsAndWhatItStartedIsNotStartedAgain() throws Exception {
        try (ExecutorService each = Executors.newFixedThreadPool(2)) {
            Future<Ran> one = each.submit(this::up);
            Future<Ran> other = each.submit(this::up);

            assertThat(one.get().err() + other.get().err())
                    .containsOnlyOnce("being started")
                    .containsOnlyOnce("gateway-service");
        }
        assertThat(scorebus("status").exitCode()).isZero();

        assertThat(up().out()).contains("runs already");
        theTakenPortIsNamedWithItsOption();

        scorebus("down");
        theLogSaysOfEachLineWhichServiceItIsOfAndHasNoWarningOfAnOrdinaryDay();
    }

    private void theTakenPortIsNamedWithItsOption() {
        Ran elsewhere =
                Ran.scorebus(
                        withPorts(List.of("up", "--home", folder.resolve("other").toString())));

        assertThat(elsewhere.exitCode()).isEqualTo(3);
        assertThat(elsewhere.err())
                .contains(
                        "The gateway cannot use port " + ports.gateway(),
                        "--port",
                        "SCOREBUS_PORT");
    }

    private void theLogSaysOfEachLineWhichServiceItIsOfAndHasNoWarningOfAnOrdinaryDay()
            throws IOException {
        assertThat(Files.readAllLines(folder.resolve("logs/platform.log")))
                .anyMatch(line -> line.contains(" train-service "))
                .anyMatch(line -> line.contains(" score-service "))
                .anyMatch(line -> line.contains(" tracking-service "))
                .anyMatch(line -> line.contains(" gateway-service "))
                .noneMatch(line -> line.contains("SpringDoc"))
                .noneMatch(line -> line.contains("Initializing Servlet"))
                .noneMatch(line -> line.contains("NetworkClient"))
                .noneMatch(line -> line.contains("\"null\""));
    }

    private Ran up() {
        Ran up = Ran.scorebus(withPorts(List.of("up", "--home", folder.toString())));
        assertThat(up.exitCode()).as(up.err()).isZero();
        return up;
    }

    private Ran scorebus(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", folder.toString()));
        return Ran.scorebus(all.toArray(String[]::new));
    }

    private String[] withPorts(List<String> command) {
        List<String> all = new ArrayList<>(command);
        Map.of(
                        "--port", ports.gateway(),
                        "--train-port", ports.train(),
                        "--score-port", ports.score(),
                        "--tracking-port", ports.tracking(),
                        "--kafka-port", ports.kafka(),
                        "--postgres-port", ports.postgres(),
                        "--management-offset", ports.managementOffset())
                .forEach((option, port) -> all.addAll(List.of(option, port.toString())));
        return all.toArray(String[]::new);
    }

    private void kill() throws IOException {
        JsonNode running =
                WireJson.mapper().readTree(Files.readString(folder.resolve("platform.json")));
        ProcessHandle process = ProcessHandle.of(running.path("pid").asLong()).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();
    }

    private List<ProcessHandle> postgresProcesses() {
        String data = folder.resolve("postgres").toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(data))
                .toList();
    }

    private long scored() {
        Ran status = scorebus("status", "--json");
        return WireJson.mapper()
                .readTree(status.out())
                .path("actions")
                .path(0)
                .path("sinceStart")
                .path("scored")
                .asLong(0);
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", ports.bootstrap()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
            producer.flush();
            assertThat(sent).allSatisfy(send -> assertThat(send).isDone());
        }
    }

    /// Where the messages lie that should be scored, or be dead letters.
    private List<String> opened() {
        return read("pull-requests")
                .filter(record -> header(record, "ce_type").equals("pull-request.opened"))
                .map(record -> record.partition() + "-" + record.offset())
                .toList();
    }

    /// Where the messages lie that the stream scored or gave up, each as often as that happened.
    private List<String> accountedFor() {
        Function<ConsumerRecord<byte[], byte[]>, String> place =
                score -> {
                    String id = header(score, "ce_id");
                    return id.substring(id.lastIndexOf('-', id.lastIndexOf('-') - 1) + 1);
                };
        JsonNode letters =
                WireJson.mapper()
                        .readTree(scorebus("dlq", "list", "--json", "--limit", "1000").out());
        List<String> dead = new ArrayList<>();
        letters.valueStream()
                .filter(letter -> letter.path("group").asString().equals("scorebus.merge-time"))
                .forEach(
                        letter ->
                                dead.add(
                                        letter.path("partition").asInt()
                                                + "-"
                                                + letter.path("offset").asLong()));
        return Stream.concat(read("merge-time-scores").map(place), dead.stream()).toList();
    }

    private Stream<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                ports.bootstrap(),
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    IntStream.range(0, consumer.partitionsFor(topic).size())
                            .mapToObj(partition -> new TopicPartition(topic, partition))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records.stream();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
