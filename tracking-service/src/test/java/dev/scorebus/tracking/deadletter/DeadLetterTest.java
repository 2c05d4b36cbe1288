package dev.scorebus.tracking.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import dev.scorebus.tracking.ServiceClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Offsets 0 to 3 died as they came, the last two an hour later.
@ScorebusTest(
        properties = {
            "scorebus.tracking.discovery=200ms",
            "scorebus.tracking.retry-delay=50ms",
            "scorebus.tracking.dead-letter-candidates=50"
        })
class DeadLetterTest {
    private static final AtomicInteger ACTIONS = new AtomicInteger();
    private final Instant now = Instant.now();

    private final TestPlatform platform;
    private final JdbcClient jdbc;
    private final ServiceClient service;
    private final String prefix;
    private String action;
    private PaperScorer scorer;

    DeadLetterTest(TestPlatform platform, JdbcClient jdbc, Environment environment) {
        this.platform = platform;
        this.jdbc = jdbc;
        this.service = new ServiceClient(environment);
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    @BeforeEach
    void die() throws Exception {
        action = "buries" + ACTIONS.incrementAndGet();
        scorer = new PaperScorer(platform, prefix, action, 1);
        platform.topics().create(Topics.deadLetters(action), 2);
        scorer.write(0, List.of("bad", "bad", "bad", "bad", "good"));
        scorer.begin(0, 0);
        scorer.at(now);
        scorer.step(0, 2);
        scorer.at(now.plusSeconds(3600));
        scorer.step(0, 10);
        awaitDead(4);
    }

    @AfterEach
    void close() {
        scorer.close();
    }

    @Test
    void theListHoldsWhatIsDeadNowNewestFirst() {
        assertThat(service.claim(action, "run")).hasSize(4);
        assertThat(letters("")).isEmpty();
        scorer.amend(0, ExceptionEntry.healed(1, "id", 1, 1, null));
        scorer.amend(
                0, ExceptionEntry.failed(2, "id", 1, 1, FailureKind.PROGRAM, "dies once more"));
        scorer.amend(
                0,
                ExceptionEntry.dead(
                                2,
                                "id",
                                1,
                                2,
                                FailureKind.TIMEOUT,
                                "dies once more",
                                action + ".dlq")
                        .by("org.example.TooSlow"));
        awaitDead(1);
        assertThat(offsets("&kind=TIMEOUT")).containsExactly(2);
        assertThat(service.release(action, "run")).isEqualTo(2);

        assertThat(offsets("")).containsExactlyInAnyOrder(0, 2, 3);
        assertThat(offsets("&kind=TIMEOUT")).containsExactly(2);
        assertThat(offsets("&errorClass=org.example.TooSlow")).containsExactly(2);
        assertThat(offsets("&errorClass=TooSlow")).containsExactly(2);
        assertThat(offsets("&errorClass=Slow")).isEmpty();
        assertThat(letters("&errorClass=TooSlow").get(0).path("errorClass").asString())
                .isEqualTo("org.example.TooSlow");
        assertThat(offsets("&maxDeaths=2")).containsExactlyInAnyOrder(0, 3);
        assertThat(offsets("&until=" + now.plusSeconds(1))).containsExactly(0);
        assertThat(offsets("&since=" + now.plusSeconds(1))).containsExactlyInAnyOrder(2, 3);
        assertThat(offsets("&limit=1")).hasSize(1);
        assertThat(letters("&kind=TIMEOUT").get(0).path("replay").asInt()).isEqualTo(1);
    }

    @Test
    void namedDeadLettersAreGivenUpOnceAndTheLedgerSaysWhyAndByWhom() {
        String body =
                """
                {"action": "%s", "reason": "a test of ours", "who": "me",
                 "messages": [{"topic": "%s", "partition": 0, "offset": 0}, {"topic": "%s", "partition": 0, "offset": 1, "topicId": "%s"},
                              {"topic": "%s", "partition": 0, "offset": 4}, {"topic": "nobody", "partition": 0, "offset": 2},
                              {"topic": "%s", "partition": 0, "offset": 2, "topicId": "00000000-0000-0000-0000-000000000001"}]}
                """
                        .formatted(
                                action,
                                scorer.topic(),
                                scorer.topic(),
                                scorer.topicId(),
                                scorer.topic(),
                                scorer.topic());

        assertThat(discard(body)).isEqualTo(2);
        assertThat(discard(body)).isZero();

        JsonNode story = story(0);
        assertThat(story.path("disposition").asString()).isEqualTo("DISCARDED");
        JsonNode step = story.path("history").get(1);
        assertThat(step.path("error").asString()).isEqualTo("a test of ours");
        assertThat(step.path("who").asString()).isEqualTo("me");
        assertThat(step.has("mode")).isFalse();
        assertThat(offsets("")).containsExactly(3, 2);
        assertThat(holds()).isTrue();
    }

    @Test
    void aFilterGivesUpWhatItLetsThrough() {
        assertThat(discard(filter("\"kind\": \"TIMEOUT\""))).isZero();
        assertThat(
                        discard(
                                filter(
                                        "\"kind\": \"SCHEMA\", \"until\": \"%s\""
                                                .formatted(now.plusSeconds(1)))))
                .isEqualTo(2);
        assertThat(offsets("")).containsExactly(3, 2);
        assertThat(discard(filter(""))).isEqualTo(2);
        assertThat(letters("")).isEmpty();
        assertThat(holds()).isTrue();
    }

    @Test
    void whatIsClaimedIsNotDeadAndNotGivenUp() {
        assertThat(
                        service.post(
                                        "/api/dead-letters/claims",
                                        "{\"action\": \"%s\", \"runId\": \"run\", \"filter\": {}, \"limit\": 1}"
                                                .formatted(action))
                                .statusCode())
                .isEqualTo(200);

        assertThat(discard(filter(""))).isEqualTo(3);

        assertThat(story(0).path("disposition").asString()).isEqualTo("CLAIMED");
    }

    @Test
    void manyAtOnceGiveUpEachDeadLetterOnce() throws Exception {
        List<Callable<Integer>> calls =
                IntStream.range(0, 16)
                        .mapToObj(_ -> (Callable<Integer>) () -> discard(filter("")))
                        .toList();
        int sum = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Integer> done : threads.invokeAll(calls)) {
                sum += done.get();
            }
        }

        assertThat(sum).isEqualTo(4);
        assertThat(
                        jdbc.sql(
                                        "SELECT count(*) FROM message_exception JOIN frontier f ON f.id = frontier_id WHERE state = 'DISCARDED' AND action = :action")
                                .param("action", action)
                                .query(Long.class)
                                .single())
                .isEqualTo(4);
    }

    @Test
    void oneDeadLetterShowsItsPayloadAndItsHeaders() {
        bury(0, 1, "{\"team\": 7}".getBytes(StandardCharsets.UTF_8));

        JsonNode text = letter(1);
        assertThat(text.path("letter").path("error").asString()).isEqualTo("not JSON");
        assertThat(text.path("copy").path("payload").path("text").asString())
                .isEqualTo("{\"team\": 7}");
        assertThat(text.path("copy").path("key").path("text").asString()).isEqualTo("key");
        assertThat(text.path("copy").path("headers").toString())
                .contains("__dlq.errors.offset", "kafka_dlt-original-offset");
        assertThat(text.has("missing")).isFalse();
    }

    @Test
    void ofSeveralDeathsOfAMessageTheOneThatIsAskedForIsShown() {
        bury(1, 0, "an earlier death".getBytes(StandardCharsets.UTF_8), now.minusSeconds(300));
        bury(0, 0, null, now.plusMillis(7));
        bury(0, 0, "a later death".getBytes(StandardCharsets.UTF_8), now.plusSeconds(300));

        JsonNode copy = letter(0).path("copy");

        assertThat(copy.path("offset").asInt()).isZero();
        assertThat(copy.has("payload")).isFalse();
    }

    @Test
    void bytesThatAreNoTextAreShownInBase64() {
        bury(1, 0, new byte[] {0, -1, 2});

        assertThat(letter(0).path("copy").path("payload").path("base64").asString())
                .isEqualTo("AP8C");
    }

    @Test
    void aPayloadThatRetentionTookIsMissedAloud() throws Exception {
        bury(0, 1, "gone".getBytes(StandardCharsets.UTF_8));
        bury(0, 0, "kept".getBytes(StandardCharsets.UTF_8));
        try (Admin admin = platform.admin()) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(Topics.deadLetters(action), 0),
                                    RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
        }

        assertThat(letter(1).path("missing").asString())
                .isEqualTo(
                        "topic '%s.dlq' no longer keeps it: retention or somebody deleted what partition 0 held before offset 2"
                                .formatted(action));
        assertThat(letter(0).path("copy").path("payload").path("text").asString())
                .isEqualTo("kept");
    }

    @Test
    void aPayloadThatIsNotThereIsSaidToBeNotThere() {
        assertThat(letter(1).path("missing").asString()).startsWith("none of the 0 records");
        bury(0, 3, "died in an hour".getBytes(StandardCharsets.UTF_8));
        assertThat(letter(3).path("missing").asString()).startsWith("none of the 0 records");
    }

    @Test
    void aSearchReadsOnlySoMuch() {
        for (int i = 0; i < 60; i++) {
            bury(0, 3, "another".getBytes(StandardCharsets.UTF_8));
        }
        bury(0, 1, "too far".getBytes(StandardCharsets.UTF_8));

        assertThat(letter(1).path("missing").asString()).contains("ended after 50 records");
    }

    @Test
    void whatIsNotDeadHasNoDeadLetter() {
        HttpResponse<String> answer =
                service.ask("/api/dead-letters/%s/0/4".formatted(scorer.topic()));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("not-dead", "/api/messages/");
        assertThat(
                        service.ask(
                                        "/api/dead-letters/%s/0/1?action=other"
                                                .formatted(scorer.topic()))
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aDiscardThatMakesNoSenseIsRefusedWithAProblem() {
        String message = "[{\"topic\": \"t\", \"partition\": 0, \"offset\": 0}]";
        for (String body :
                List.of(
                        "",
                        "no JSON",
                        "{}",
                        "{\"action\": \"a\", \"filter\": {}}",
                        "{\"action\": \"a\", \"filter\": {}, \"reason\": \" \"}",
                        "{\"filter\": {}, \"reason\": \"r\"}",
                        "{\"action\": \"a\", \"reason\": \"r\"}",
                        "{\"action\": \"a\", \"reason\": \"r\", \"messages\": []}",
                        "{\"action\": \"a\", \"reason\": \"r\", \"messages\": [null]}",
                        "{\"action\": \"a\", \"reason\": \"r\", \"messages\": [{\"topic\": \"t\"}]}",
                        "{\"action\": \"a\", \"reason\": \"r\", \"filter\": {\"knd\": \"SCHEMA\"}}",
                        "{\"action\": \"a\", \"reason\": \"r\", \"filter\": {\"kind\": \"BAD\"}}",
                        "{\"action\": \"a\", \"reason\": \"r\", \"filter\": {}, \"messages\": %s}"
                                .formatted(message))) {
            HttpResponse<String> answer = service.post("/api/dead-letters/discard", body);

            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.body()).as(body).contains("https://scorebus.dev/problems/");
        }
        assertThat(
                        service.post(
                                        "/api/dead-letters/discard",
                                        "{\"action\": \"nobody\", \"reason\": \"r\", \"filter\": {}}")
                                .statusCode())
                .isEqualTo(404);
    }

    private void bury(int partition, long offset, byte @Nullable [] payload) {
        bury(partition, offset, payload, now);
    }

    private void bury(int partition, long offset, byte @Nullable [] payload, Instant timestamp) {
        scorer.bury(
                new ProducerRecord<>(
                        Topics.deadLetters(action),
                        partition,
                        timestamp.toEpochMilli(),
                        "key".getBytes(StandardCharsets.UTF_8),
                        payload),
                0,
                offset);
    }

    private int discard(String body) {
        HttpResponse<String> answer = service.post("/api/dead-letters/discard", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return WireJson.mapper().readTree(answer.body()).path("discarded").asInt();
    }

    private String filter(String fields) {
        return "{\"action\": \"%s\", \"reason\": \"test\", \"filter\": {%s}}"
                .formatted(action, fields);
    }

    private JsonNode letter(long offset) {
        return service.get("/api/dead-letters/%s/0/%d".formatted(scorer.topic(), offset));
    }

    private JsonNode letters(String filter) {
        return service.get("/api/dead-letters?action=" + action + filter);
    }

    private List<Integer> offsets(String filter) {
        return letters(filter).valueStream().map(letter -> letter.path("offset").asInt()).toList();
    }

    private JsonNode story(long offset) {
        return service.get("/api/messages/%s/0/%d".formatted(scorer.topic(), offset))
                .path("stories")
                .get(0);
    }

    private boolean holds() {
        return service.get("/api/audit?action=" + action).path("holds").asBoolean();
    }

    private void awaitDead(int letters) {
        await().until(() -> letters("").size() == letters);
    }
}
