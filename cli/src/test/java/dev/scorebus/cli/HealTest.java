package dev.scorebus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.cli.platform.HostedPlatform;
import dev.scorebus.cli.platform.PlatformHome;
import dev.scorebus.message.DeadLetterHeaders;
import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Dead letters on a whole platform, scored again when a better model is there.
class HealTest {
    private static final int DEAD = 2_000;
    private static final int WELL = 50;
    private static final String ROWS =
            "SELECT topic_id || '-' || topic_partition || '-' || topic_offset FROM scores.guesses";
    private static final TopicPartition SOURCE = new TopicPartition("languages", 0);
    private static final TopicPartition LETTERS = new TopicPartition("guess.dlq", 0);
    private static final String FILES = "scorebus.score.files.folder";
    private static final String ACTION =
            """
            apiVersion: scorebus.dev/v1
            kind: Action
            metadata: {name: guess, owner: tests}
            spec:
              program: trees
              model: {name: guess}
              mode: stream
              input: {topics: [languages]}
              explain: none
              outputs:
                - topic: guesses
                - postgres: {connection: local, table: guesses}
                - file: {path: guesses, format: jsonl}
            """;

    @TempDir Path folder;
    private HostedPlatform platform;
    private String bootstrap;

    @BeforeEach
    void start() throws IOException {
        System.setProperty(FILES, folder.resolve("files").toString());
        platform = new HostedPlatform(folder);
        bootstrap = new PlatformHome(folder).running().orElseThrow().ports().bootstrap();
    }

    @AfterEach
    void stop() throws IOException {
        platform.close();
        System.clearProperty(FILES);
    }

    @Test
    void deadLettersAreHealedOnceEachWhileTwoHealRunsRaceAndFromTheirCopiesWhereTheSourceIsGone()
            throws Exception {
        die();
        deleteRecords(SOURCE, Long.MAX_VALUE);
        long lost = copiesOfTheSource();
        deleteRecords(LETTERS, 100);
        lost -= copiesOfTheSource();
        assertThat(lost).isPositive();
        train("missing", 6);
        await().atMost(Duration.ofMinutes(1))
                .until(
                        () ->
                                scorebus("score", "guess", "--data", "{\"lang\": \"cobol\"}")
                                                .exitCode()
                                        == 0);

        String first = heal();
        String second = heal();
        long scored = 0;
        long discarded = 0;
        List<JsonNode> told = new ArrayList<>();
        for (String run : List.of(first, second)) {
            JsonNode progress = done(run).path("progress");
            told.add(progress);
            scored += progress.path("scored").asLong();
            discarded += progress.path("discarded").asLong();
        }

        assertThat(scored).as(told.toString()).isEqualTo(DEAD - lost);
        assertThat(discarded).isEqualTo(lost);
        assertThat(scoresById())
                .hasSize(Math.toIntExact(WELL + DEAD - lost))
                .allSatisfy((_, n) -> assertThat(n).isOne());
        assertThat(platform.ask(ROWS)).containsExactlyInAnyOrderElementsOf(scoresById().keySet());
        assertThat(messagesInFiles())
                .hasSize(Math.toIntExact(WELL + DEAD - lost))
                .doesNotHaveDuplicates();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(json("dlq", "list", "--json")).isEmpty());
        Ran audit = scorebus("audit", "--full");
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        Ran story = scorebus("trace", "languages", "1", "60");
        assertThat(story.out()).contains("DEAD", "CLAIMED", "HEALED", "BATCH");
        assertThat(scorebus("heal", "guess").out()).contains("is done: 0 scored");
    }

    @Test
    void aRangeAndADataSetAreScoredByTheActionOfAStreamAndDeadLettersOnASchedule()
            throws Exception {
        die();

        Ran range =
                scorebus(
                        "batch",
                        "start",
                        "guess",
                        "--topic",
                        "languages",
                        "--from",
                        "0=0,1=3",
                        "--output",
                        "again");
        Ran rows =
                scorebus("batch", "start", "guess", "--data-set", "languages", "--rate", "20000");

        assertThat(range.exitCode()).as(range.out() + range.err()).isZero();
        assertThat(range.out()).contains("is done: %d scored, %d dead".formatted(WELL, DEAD - 3));
        assertThat(rows.out()).contains("is done: 80 scored");
        assertThat(scorebus("batch", "list").out())
                .contains("topic languages", "data set languages", "80 scored");
        assertThat(
                        scorebus("batch", "start", "guess", "--data-set", "x", "--from", "0=1")
                                .exitCode())
                .isEqualTo(2);
        int letters = letters();
        assertThat(letters).isEqualTo(2 * DEAD - 3);
        int diedTwice = cancelledOnTheWay();
        Files.writeString(action(), ACTION + "  heal: {every: 1m, maxDeaths: 2}\n");
        assertThat(scorebus("apply", action().toString()).exitCode()).isZero();
        JsonNode scheduled = awaitScheduled();
        assertThat(scheduled.path("dead").asInt()).isEqualTo(letters - diedTwice);
        assertThat(letters()).isEqualTo(letters);
        Ran audit = scorebus("audit", "--full");
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
    }

    /// Cancels a heal run after its first pages; what it took up and did not score is dead as before.
    private int cancelledOnTheWay() {
        int letters = letters();
        String run = heal("--rate", "200");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> show(run).at("/progress/done").asInt() > 0);
        assertThat(scorebus("batch", "cancel", run).exitCode()).isZero();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> show(run).path("state").asString().equals("cancelled"));
        await().atMost(Duration.ofMinutes(1)).until(() -> letters() == letters);
        int dead = show(run).at("/progress/dead").asInt();
        assertThat(dead).isBetween(1, letters - 1);
        return dead;
    }

    private int letters() {
        return json("dlq", "list", "--limit", "10000", "--json").size();
    }

    /// The progress of the first heal run that the schedule asked for, once it is done.
    private JsonNode awaitScheduled() {
        await().atMost(Duration.ofMinutes(2))
                .until(
                        () ->
                                scheduled().findFirst().isPresent()
                                        && scheduled()
                                                .allMatch(
                                                        run ->
                                                                run.path("state")
                                                                        .asString()
                                                                        .equals("done")));
        return scheduled().findFirst().orElseThrow().path("progress");
    }

    private Stream<JsonNode> scheduled() {
        return json("batch", "list", "--json")
                .valueStream()
                .filter(run -> run.at("/request/who").asString("").equals("schedule"));
    }

    private JsonNode show(String run) {
        return json("batch", "show", run, "--json");
    }

    /// Lets messages die of a word that the model refuses.
    private void die() throws Exception {
        Path rows = folder.resolve("languages.csv");
        Files.writeString(rows, "lang,size,merged\n" + "java,1,true\ngo,7,false\n".repeat(40));
        assertThat(scorebus("data-set", "add", "languages", rows.toString()).exitCode()).isZero();
        train("reject", 5);
        assertThat(scorebus("topic", "create", "languages", "--partitions", "3").exitCode())
                .isZero();
        Files.writeString(action(), ACTION);
        assertThat(scorebus("apply", action().toString()).exitCode()).isZero();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < DEAD + WELL; i++) {
                String lang = i < DEAD ? "cobol" : "go";
                producer.send(
                                new ProducerRecord<>(
                                        "languages",
                                        i % 3,
                                        bytes("k" + i),
                                        bytes(
                                                "{\"lang\": \"%s\", \"size\": %d}"
                                                        .formatted(lang, i))))
                        .isDone();
            }
        }
        await().atMost(Duration.ofMinutes(2))
                .until(
                        () ->
                                scoresById().size() == WELL
                                        && read("guess.dlq").values().stream()
                                                        .mapToInt(List::size)
                                                        .sum()
                                                == DEAD);
        await().atMost(Duration.ofMinutes(1)).until(() -> scorebus("audit").exitCode() == 0);
    }

    /// How many dead letters there are of messages that their source does not keep.
    private long copiesOfTheSource() {
        return read(LETTERS.topic()).values().stream()
                .flatMap(List::stream)
                .map(copy -> DeadLetterHeaders.read(copy.headers()).orElseThrow())
                .filter(died -> died.partition() == SOURCE.partition())
                .count();
    }

    private void train(String unseen, int rounds) throws IOException {
        Path request = folder.resolve("training.json");
        Files.writeString(
                request,
                """
                {"program": "trees", "model": "guess", "dataSet": {"name": "languages"},
                 "target": {"name": "merged", "type": "binary", "classes": ["NO", "YES"], "value": "row.merged ? 'YES' : 'NO'"},
                 "features": [{"name": "lang", "type": "category", "unseen": "%s"}, {"name": "size", "type": "number"}],
                 "parameters": {"rounds": %d, "depth": 2}, "seed": 1, "promoteTo": "champion"}
                """
                        .formatted(unseen, rounds));
        Ran ran = scorebus("train", "-f", request.toString());
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
    }

    private Path action() {
        return folder.resolve("guess.yaml");
    }

    private String heal(String... options) {
        Ran ran =
                scorebus(
                        Stream.concat(Stream.of("heal", "guess", "--detach"), Stream.of(options))
                                .toArray(String[]::new));
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran.out().split(" ", -1)[1];
    }

    private JsonNode done(String run) {
        await().atMost(Duration.ofMinutes(2))
                .until(
                        () ->
                                List.of("done", "failed")
                                        .contains(show(run).path("state").asString()));
        JsonNode ended = show(run);
        assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("done");
        return ended;
    }

    private void deleteRecords(TopicPartition partition, long most) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
                KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            long end =
                    Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
            admin.deleteRecords(
                            Map.of(partition, RecordsToDelete.beforeOffset(Math.min(most, end))))
                    .all()
                    .get();
        }
    }

    private Map<String, Integer> scoresById() {
        Map<String, Integer> scores = new HashMap<>();
        read("guesses")
                .values()
                .forEach(
                        records ->
                                records.forEach(
                                        record ->
                                                scores.merge(
                                                        new String(
                                                                record.headers()
                                                                        .lastHeader("ce_id")
                                                                        .value(),
                                                                StandardCharsets.UTF_8),
                                                        1,
                                                        Integer::sum)));
        return scores;
    }

    /// The committed records of a topic, by partition.
    private Map<Integer, List<ConsumerRecord<byte[], byte[]>>> read(String topic) {
        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> read = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> all =
                    consumer.partitionsFor(topic).stream()
                            .map(known -> new TopicPartition(topic, known.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream()
                    .anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(
                                record ->
                                        read.computeIfAbsent(
                                                        record.partition(), _ -> new ArrayList<>())
                                                .add(record));
            }
        }
        return read;
    }

    /// The messages that the files tell of, those of the stream and of heal runs.
    private List<String> messagesInFiles() throws IOException {
        List<String> messages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("files"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".jsonl")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    messages.add(WireJson.mapper().readTree(line).path("message").toString());
                }
            }
        }
        return messages;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Ran scorebus(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", folder.toString()));
        return Ran.scorebus(all.toArray(String[]::new));
    }

    private JsonNode json(String... arguments) {
        Ran ran = scorebus(arguments);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return WireJson.mapper().readTree(ran.out());
    }
}
