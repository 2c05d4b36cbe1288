package dev.scorebus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.cli.demo.SmallData;
import dev.scorebus.cli.docs.MetricsTable;
import dev.scorebus.cli.platform.HostedPlatform;
import dev.scorebus.cli.platform.PlatformHome;
import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The main job on a whole platform: four services, broker and database in this JVM, and the command line in front.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlatformTest implements MistakesOfCallers {
    private static final int MESSAGES = 2_000;
    private static final String SEEN =
            "SELECT 1 FROM tracking.unread_tail t JOIN tracking.frontier f ON f.id = t.frontier_id WHERE f.topic = 'guests'";

    @TempDir static Path folder;
    private HostedPlatform platform;
    private Ran demo;

    @BeforeAll
    void runTheDemo() throws IOException {
        platform = new HostedPlatform(folder);
        demo = demo();
    }

    private Ran demo() throws IOException {
        return scorebus(
                "demo",
                "--data",
                new SmallData(folder).file().toString(),
                "--messages",
                Integer.toString(MESSAGES));
    }

    @AfterAll
    void stop() throws IOException {
        platform.close();
    }

    @Test
    void theDemoProvesThatEveryMessageIsAccountedForOnce() {
        assertThat(demo.exitCode()).as(demo.out() + demo.err()).isZero();
        assertThat(demo.out())
                .contains("the file you named")
                .contains("2005 messages sent; 1000 of them opened a request, 1000 were scored")
                .contains("The audit holds")
                .contains("The platform goes on running", "./scorebus trace --id example/project-");
    }

    @Test
    void theModelIsBetterThanKnowingNothing() {
        JsonNode models = json("train", "-f", example("training.json"), "--json").path("metrics");

        assertThat(models.path("auc.ovr").asDouble()).isGreaterThan(0.65);
        assertThat(models.path("logLoss").asDouble())
                .isLessThan(models.path("logLoss.base").asDouble());
    }

    @Test
    void whatCannotBeScoredIsADeadLetterWithItsReason() {
        JsonNode letters = json("dlq", "list", "--action", "merge-time", "--json");

        assertThat(letters).hasSizeGreaterThanOrEqualTo(5);
        for (JsonNode letter : letters) {
            assertThat(letter.path("kind").asString()).isEqualTo("SCHEMA");
            assertThat(letter.path("error").asString()).isNotBlank();
        }
    }

    @Test
    void aMessageIsFoundByItsEventIdAndByItsPlace() {
        String id =
                demo.out()
                        .lines()
                        .filter(line -> line.contains("trace --id"))
                        .findFirst()
                        .orElseThrow();

        Ran byId = scorebus("trace", "--id", id.substring(id.lastIndexOf(' ') + 1));

        assertThat(byId.exitCode()).as(byId.err()).isZero();
        assertThat(byId.out()).contains("SCORED", "model merge-time");
        String[] place = byId.out().lines().findFirst().orElseThrow().split("[ -]");
        assertThat(place).as(byId.out()).hasSizeGreaterThan(5);
        assertThat(scorebus("trace", "pull-requests", place[3], place[6]).out()).contains("SCORED");
    }

    @Test
    void aScoreByRestAddsUpToItsExplanation() {
        JsonNode score =
                json(
                        "score",
                        "merge-time",
                        "--json",
                        "--explain",
                        "all",
                        "--data",
                        "{\"team_size\": 7, \"src_churn\": 28, \"main_team_member\": true}");

        assertThat(List.of("HOUR", "DAY", "REST")).contains(score.path("value").asString());
        double sum = 0;
        for (JsonNode probability : score.path("probabilities")) {
            sum += probability.asDouble();
        }
        assertThat(sum).isBetween(0.9999, 1.0001);
        assertThat(score.path("explanation").path("contributions")).isNotEmpty();
    }

    @Test
    void aScoreForAnUnknownModelIsRefusedInTheServicesOwnWords() {
        Ran ran = scorebus("score", "nobody", "--data", "{}");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("nobody").doesNotContain("POST /api");
        assertThat(scorebus("score", "nobody", "--data", "{}", "--verbose").err())
                .contains("POST /api/models/nobody/score", "refused with 404");
    }

    @Test
    void statusShowsEveryServiceReadyAndTheActionWithoutLag() {
        JsonNode status = json("status", "--json");

        assertThat(status.path("ready").asBoolean()).isTrue();
        assertThat(status.path("services")).hasSize(4);
        assertThat(status.path("actions").path(0).path("name").asString()).isEqualTo("merge-time");
    }

    @Test
    void anActionWhoseTopicIsMissingSaysHowToMakeItAndRunsWhenItIsThere() throws IOException {
        Path file = actionLikeTheDemos("own-topic", "customers");

        Ran applied = scorebus("apply", file.toString());

        assertThat(applied.exitCode()).as(applied.err()).isZero();
        assertThat(applied.out())
                .contains(
                        "topic 'customers' does not exist; create it: ./scorebus topic create customers");
        assertThat(scorebus("status").out()).contains("own-topic is waiting: topic 'customers'");
        assertThat(json("status", "--json").path("actions").findValuesAsString("reason"))
                .anyMatch(reason -> reason.contains("customers"));
        Ran created = scorebus("topic", "create", "customers", "--partitions", "2");
        assertThat(created.out()).contains("Topic customers has been made with 2 partitions");
        assertThat(scorebus("topic", "create", "customers").out()).contains("exists already");
        assertThat(scorebus("topic", "list").out()).containsPattern("customers +2 +0");
        assertThat(scorebus("apply", file.toString()).out())
                .contains("Action own-topic reads customers");
    }

    @Test
    void everyVersionMayBeNamedByItsBeginningAndIsListed() {
        JsonNode dataSet =
                json("data-set", "list", "--json")
                        .valueStream()
                        .filter(set -> set.path("name").asString().equals("pull-requests"))
                        .findFirst()
                        .orElseThrow();
        JsonNode model = json("model", "list", "merge-time", "--json").path(0).path("model");
        String version = model.path("version").asString();

        JsonNode score =
                json(
                        "score",
                        "merge-time",
                        "--json",
                        "--data",
                        "{}",
                        "--version-id",
                        version.substring(0, 12));
        Ran promoted = scorebus("model", "promote", "merge-time", version.substring(0, 8));
        Ran unknown =
                scorebus("score", "merge-time", "--data", "{}", "--version-id", "000000000000");
        Ran trained =
                scorebus(
                        "train",
                        "-f",
                        example("training.json"),
                        "--data-set",
                        "pull-requests@" + dataSet.path("version").asString().substring(0, 8));

        assertThat(score.path("model").path("version").asString()).isEqualTo(version);
        assertThat(promoted.out()).contains("champion of model merge-time names");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("000000000000");
        assertThat(trained.out())
                .as(trained.err())
                .contains(
                        "model merge-time, for all customers, version", "promoted: it is champion")
                .contains("note: alias 'champion' named this version already");
        assertThat(scorebus("run", "list").out()).contains("trained", "merge-time");
    }

    @Test
    void anActionIsListedShownAsItsFileAndDeleted() throws IOException {
        Path file = actionLikeTheDemos("short-lived", "pull-requests");
        assertThat(scorebus("apply", file.toString()).exitCode()).isZero();

        assertThat(scorebus("action", "list").out()).containsPattern("short-lived +running");
        assertThat(scorebus("action", "show", "short-lived").out())
                .contains("name: short-lived", "# running");
        assertThat(scorebus("action", "delete", "short-lived").exitCode()).isZero();
        Ran gone = scorebus("action", "show", "short-lived");
        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.err()).contains("There is no action 'short-lived'");
    }

    @Test
    void whatWaitsForAPausedActionIsCountedAndIsALossWhenItsTopicIsDeleted() throws Exception {
        scorebus("topic", "create", "guests", "--partitions", "1");
        scorebus("apply", actionLikeTheDemos("outlived", "guests").toString());
        scorebus("action", "pause", "outlived", "--reason", "nobody needs it now");
        String waiting = "(?s).*outlived +paused .* 1\\R.*";
        String kafka = new PlatformHome(folder).running().orElseThrow().ports().bootstrap();
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka);
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                clients, new ByteArraySerializer(), new ByteArraySerializer());
                Admin admin = Admin.create(clients)) {
            producer.send(new ProducerRecord<>("guests", new byte[] {1})).get();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> scorebus("status").out().matches(waiting));
            assertThat(scorebus("action", "show", "outlived").out())
                    .containsPattern("paused.*lag 1");
            await().atMost(Duration.ofSeconds(30)).until(() -> !platform.ask(SEEN).isEmpty());
            admin.deleteTopics(List.of("guests")).all().get();
        }

        scorebus("topic", "create", "guests", "--partitions", "1");
        scorebus("action", "resume", "outlived");

        String reason = "'guests' was deleted and made again";
        await().atMost(Duration.ofSeconds(45))
                .until(() -> scorebus("loss", "list").out().contains(reason));
        assertThat(scorebus("audit", "--action", "outlived").exitCode()).isEqualTo(1);
        String[] note = {
            "loss", "acknowledge", "--action", "outlived", "--all", "--reason", "known"
        };
        assertThat(scorebus(note).exitCode()).isZero();
    }

    @Test
    void deadLettersOfAnActionThatDoesNotExistAreAMistake() {
        Ran letters = scorebus("dlq", "list", "--action", "nosuch");

        assertThat(letters.exitCode()).isEqualTo(1);
        assertThat(letters.err()).contains("There is no action 'nosuch'", "merge-time");
        assertThat(scorebus("dlq", "list").out()).contains("merge-time.dlq", "EVENT", "KEPT IN");
    }

    @Test
    void theSameDataSetAgainIsUnchanged() throws IOException {
        Path rows = folder.resolve("few.csv");
        Files.writeString(rows, "a,b\n1,2\n3,4\n");

        scorebus("data-set", "add", "few", rows.toString());

        assertThat(scorebus("data-set", "add", "few", rows.toString()).out())
                .contains("Data set few is unchanged");
    }

    @Test
    void aBadRowOfAFileIsNamedAndTheOthersAreScored() throws IOException {
        Path rows = folder.resolve("rows.jsonl");
        Files.writeString(
                rows, "{\"team_size\": 7}\n\n{\"team_size\": \"few\"}\n{\"team_size\": 2}\n");

        Ran ran = scorebus("score", "merge-time", "--json", "--file", rows.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).hasLineCount(2);
        assertThat(ran.err()).contains("rows.jsonl:3: ", "1 of 4 lines were not scored");
    }

    @Test
    void statusNamesKafkaAndPostgresAndTakesAnAddress() {
        JsonNode here = json("status", "--json");
        String gateway = here.path("services").path(0).path("url").asString();

        Ran elsewhere = Ran.scorebus("status", "--url", gateway);

        assertThat(here.path("infrastructure").findValuesAsString("name"))
                .containsExactly("Kafka", "PostgreSQL");
        assertThat(elsewhere.exitCode()).as(elsewhere.out()).isZero();
        assertThat(elsewhere.out()).contains(gateway, "merge-time");
    }

    @Test
    void everyMetricOfOursIsInTheTableOfTheDocumentationWithItsLabels() throws Exception {
        assertThat(scorebus("score", "merge-time", "--data", "{}").exitCode()).isZero();
        Path root = Path.of(System.getProperty("scorebus.root"));
        Path file = folder.resolve("to-a-table.yaml");
        Files.writeString(
                file,
                """
                apiVersion: scorebus.dev/v1
                kind: Action
                metadata: {name: to-a-table, owner: tests}
                spec:
                  program: trees
                  model: {name: merge-time}
                  mode: stream
                  input: {topics: [pull-requests]}
                  outputs: [{postgres: {connection: local, table: merge_time}}]
                """);
        assertThat(scorebus("apply", file.toString()).exitCode()).isZero();
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                expositions().stream()
                                        .flatMap(String::lines)
                                        .anyMatch(PlatformTest::isAScoreInTheTable));
        PureMain.install(folder.resolve("programs"));
        assertThat(scorebus("program", "call", "pure", "score", "--data={}").exitCode()).isZero();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(MetricsTable.exposed(expositions()))
                                        .isEqualTo(MetricsTable.documented(root)));
    }

    private static boolean isAScoreInTheTable(String line) {
        return line.startsWith("scorebus_sink_scores_total{")
                && line.contains("outcome=\"taken\"")
                && !line.endsWith(" 0.0");
    }

    private List<String> expositions() throws IOException, InterruptedException {
        return MetricsTable.expositions(
                json("status", "--json")
                        .path("services")
                        .valueStream()
                        .map(service -> service.path("management").asString())
                        .toList());
    }

    @Test
    void aSecondDemoAppendsItsEventsAndHoldsToo() throws IOException {
        Ran again = demo();

        assertThat(again.exitCode()).as(again.out() + again.err()).isZero();
        assertThat(again.out()).contains("1000 were scored, each once: yes", "runs already");
    }

    @Test
    void theAuditHoldsWhenEveryRecordIsCountedAnew() {
        Ran audit = scorebus("audit", "--full", "--action", "merge-time");

        assertThat(audit.exitCode()).as(audit.out()).isZero();
        assertThat(audit.out()).contains("The audit holds").doesNotContain("NO,");
    }

    private Path actionLikeTheDemos(String name, String topic) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".yaml"),
                Files.readString(Path.of(example("merge-time.yaml")))
                        .replace("name: merge-time\n  owner", "name: " + name + "\n  owner")
                        .replace("[pull-requests]", "[" + topic + "]")
                        .replace("merge-time-scores", name + "-scores"));
    }

    @Override
    public Ran scorebus(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", folder.toString()));
        return Ran.scorebus(all.toArray(String[]::new));
    }

    private JsonNode json(String... arguments) {
        Ran ran = scorebus(arguments);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return WireJson.mapper().readTree(ran.out());
    }

    private static String example(String file) {
        return Path.of(System.getProperty("scorebus.root"), "examples/pull-requests", file)
                .toString();
    }
}
