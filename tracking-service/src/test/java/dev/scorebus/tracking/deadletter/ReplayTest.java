package dev.scorebus.tracking.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import dev.scorebus.tracking.ServiceClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Offsets 0 to 3 are dead.
@ScorebusTest(
        properties = {
            "scorebus.tracking.discovery=200ms",
            "scorebus.tracking.retry-delay=50ms",
            "scorebus.tracking.catch-up=20s"
        })
class ReplayTest {
    private static final AtomicInteger ACTIONS = new AtomicInteger();
    private static final int DEAD = 4;

    private final TestPlatform platform;
    private final ServiceClient service;
    private final JdbcClient jdbc;
    private final OutboxLoop outbox;
    private final String prefix;
    private final Instant now = Instant.now();
    private String action;
    private PaperScorer scorer;

    ReplayTest(TestPlatform platform, JdbcClient jdbc, OutboxLoop outbox, Environment environment) {
        this.platform = platform;
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.service = new ServiceClient(environment);
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    @BeforeEach
    void die() throws Exception {
        action = "replays" + ACTIONS.incrementAndGet();
        scorer = new PaperScorer(platform, prefix, action, 1);
        scorer.at(now);
        platform.topics().create(Topics.retry(action), 1, Map.of("max.message.bytes", "5000"));
        platform.topics().create(Topics.deadLetters(action), 1);
        scorer.write(0, Collections.nCopies(DEAD, "bad"));
        scorer.begin(0, 0);
        scorer.step(0, DEAD);
        await().until(() -> letters().size() == DEAD);
    }

    @AfterEach
    void close() {
        scorer.close();
        if (!outbox.isRunning()) {
            outbox.start();
        }
    }

    @Test
    void aMessageGoesThroughItsActionAgainAsItWas() {
        assertThat(
                        replay(
                                "\"reason\": \"repaired\", \"who\": \"me\", \"messages\": [%s]"
                                        .formatted(place(1))))
                .isEqualTo(1);

        ConsumerRecord<byte[], byte[]> record = awaitRetries(1).getFirst();
        Attempt attempt = Attempt.read(record.headers()).orElseThrow();
        assertThat(attempt.topic()).isEqualTo(scorer.topic());
        assertThat(attempt.message().topicId()).isEqualTo(scorer.topicId());
        assertThat(attempt.message().offset()).isEqualTo(1);
        assertThat(attempt.replay()).isEqualTo(1);
        assertThat(attempt.number()).isEqualTo(1);
        ConsumerRecord<byte[], byte[]> original = attempt.original(record);
        assertThat(new String(original.value(), StandardCharsets.UTF_8)).isEqualTo("bad");
        assertThat(
                        new String(
                                original.headers().lastHeader("ce_id").value(),
                                StandardCharsets.UTF_8))
                .isEqualTo(action + ":0:1");
        JsonNode step = story(1).path("history").get(1);
        assertThat(step.path("state").asString()).isEqualTo("CLAIMED");
        assertThat(step.path("who").asString()).isEqualTo("me");
        assertThat(step.path("error").asString()).isEqualTo("repaired");
        assertThat(step.has("runId")).isFalse();
    }

    @Test
    void aReplayedMessageIsNeitherDiscardedNorClaimedNorReplayedTwice() {
        assertThat(replay("\"filter\": {}")).isEqualTo(DEAD);

        assertThat(replay("\"filter\": {}")).isZero();
        assertThat(service.claim(action, "run")).isEmpty();
        assertThat(post("discard", "\"reason\": \"r\", \"filter\": {}").path("discarded").asInt())
                .isZero();
        awaitRetries(DEAD);
    }

    @Test
    void whenTheSourceKeepsItNoLongerTheDeadLetterIsReplayed() throws Exception {
        bury(0, "from the dead letter");
        deleteBefore(scorer.topic(), DEAD);

        assertThat(replay("\"filter\": {}")).isEqualTo(1);
        JsonNode refused = answer("\"filter\": {}").path("refused");

        ConsumerRecord<byte[], byte[]> record = awaitRetries(1).getFirst();
        assertThat(new String(record.value(), StandardCharsets.UTF_8))
                .isEqualTo("from the dead letter");
        for (Header header : record.headers()) {
            assertThat(header.key()).doesNotStartWith("__dlq").doesNotStartWith("kafka_dlt");
        }
        assertThat(refused).hasSize(DEAD - 1);
        assertThat(refused.get(0).path("why").asString())
                .contains("its record is gone from", "none of the 1 records");
        assertThat(letters()).hasSize(DEAD - 1);
    }

    @Test
    void whatIsGoneBeforeItIsPublishedIsDeadAgainAndHoldsUpNothing() throws Exception {
        outbox.stop();
        assertThat(replay("\"filter\": {}")).isEqualTo(DEAD);
        deleteBefore(scorer.topic(), 2);
        outbox.start();

        awaitRetries(2);
        await().until(() -> letters().size() == 2);
        JsonNode step = story(0).path("history").get(2);
        assertThat(step.path("state").asString()).isEqualTo("DEAD");
        assertThat(step.path("error").asString())
                .isEqualTo(
                        "claim released: topic '%s' no longer keeps its record"
                                .formatted(scorer.topic()));
    }

    @Test
    void whatTheRetryTopicDoesNotTakeIsDeadAgainAndHoldsUpNothing() throws Exception {
        bury(0, "small");
        bury(1, "large".repeat(5_000));
        bury(2, "small");
        deleteBefore(scorer.topic(), DEAD);

        assertThat(replay("\"filter\": {}")).isEqualTo(3);

        assertThat(awaitRetries(2))
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsOnly("small");
        await().until(() -> letters().size() == 2);
        assertThat(story(1).path("history").get(2).path("error").asString())
                .contains("takes no record of this size");
    }

    @Test
    void aMessageThatWasReplayedThreeTimesNeedsForce() {
        for (int life = 1; life <= 3; life++) {
            assertThat(replay("\"messages\": [%s]".formatted(place(2)))).isEqualTo(1);
            scorer.amend(
                    0,
                    ExceptionEntry.dead(
                            2, "id", life, 1, FailureKind.SCHEMA, "not JSON", action + ".dlq"));
            await().until(() -> letters().size() == DEAD);
        }
        assertThat(letters().get(0).path("replays").asInt()).isEqualTo(3);

        JsonNode refused = answer("\"messages\": [%s]".formatted(place(2)));

        assertThat(refused.path("replayed").asInt()).isZero();
        assertThat(refused.path("refused").get(0).path("why").asString())
                .startsWith("it was replayed 3 times");
        assertThat(replay("\"force\": true, \"messages\": [%s]".formatted(place(2)))).isEqualTo(1);
    }

    @Test
    void aReplayThatWasPublishedAndIsNowhereFailsTheAudit() throws Exception {
        assertThat(replay("\"messages\": [%s]".formatted(place(3)))).isEqualTo(1);
        awaitRetries(1);
        await().until(
                        () ->
                                jdbc.sql("SELECT count(*) FROM replay").query(Long.class).single()
                                        == 0);
        JsonNode before = service.get("/api/audit?action=" + action);
        assertThat(before.path("holds").asBoolean()).as(before.toPrettyString()).isTrue();
        assertThat(before.toString()).contains("1 are claimed since", "1 by replays");

        deleteBefore(Topics.retry(action), 1);

        JsonNode audit = service.get("/api/audit?action=" + action);
        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isFalse();
        assertThat(audit.toString()).contains("no attempt will come", "is at offset 3");
    }

    @Test
    void whatIsNotDeadIsRefusedByName() {
        JsonNode answer =
                answer(
                        "\"messages\": [{\"topic\": \"%s\", \"partition\": 0, \"offset\": 77}]"
                                .formatted(scorer.topic()));

        assertThat(answer.path("replayed").asInt()).isZero();
        assertThat(answer.path("refused").get(0).path("offset").asInt()).isEqualTo(77);
        assertThat(answer.path("refused").get(0).path("why").asString())
                .isEqualTo("it is not dead");
    }

    @Test
    void aMessageThatDiedInARunTooIsNamedWithWhereItIsMeant() throws Exception {
        scorer.dieInARun("run-1", 0, 1, 3);
        await().until(() -> letters().size() == DEAD + 2);
        assertThat(letters().findValuesAsString("run")).containsExactly("run-1", "run-1");
        String path = "/api/dead-letters/%s/0/1".formatted(scorer.topic());
        String several = "dead in several places; say which by 'run' (--run): stream, run-1";

        assertThat(service.ask(path).statusCode()).isEqualTo(400);
        assertThat(service.ask(path).body()).contains(several);
        assertThat(service.get(path + "?run=run-1").at("/letter/run").asString())
                .isEqualTo("run-1");
        assertThat(service.get(path + "?run=stream").at("/letter/run").isMissingNode()).isTrue();
        assertThat(service.ask(path + "?run=other").statusCode()).isEqualTo(404);

        HttpResponse<String> refused =
                send("discard", "\"reason\": \"r\", \"messages\": [%s]".formatted(place(1)));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(several);
        String ofRun = place(1).replace("}", ", \"run\": \"run-1\"}");
        assertThat(
                        post("discard", "\"reason\": \"r\", \"messages\": [%s]".formatted(ofRun))
                                .path("discarded")
                                .asInt())
                .isEqualTo(1);
        assertThat(service.get(path).at("/letter/run").isMissingNode()).isTrue();

        JsonNode replayed = answer("\"messages\": [%s]".formatted(place(2)));
        assertThat(replayed.path("replayed").asInt()).isEqualTo(1);
        assertThat(replayed.path("refused")).isEmpty();
        assertThat(letters().findValuesAsString("run")).containsExactly("run-1");
    }

    @Test
    void aReplayThatMakesNoSenseIsRefusedWithAProblem() throws Exception {
        for (String fields :
                List.of(
                        "\"limit\": 5",
                        "\"filter\": {}, \"limit\": 0",
                        "\"filter\": {}, \"who\": \" \"",
                        "\"filter\": {}, \"messages\": []",
                        "\"messages\": [{\"topic\": \"t\", \"partition\": -1, \"offset\": 0}]")) {
            HttpResponse<String> answer = send("replay", fields);

            assertThat(answer.statusCode()).as(fields).isEqualTo(400);
            assertThat(answer.body()).as(fields).contains("https://scorebus.dev/problems/replay");
        }
        try (Admin admin = platform.admin()) {
            admin.deleteTopics(List.of(Topics.retry(action))).all().get();
        }
        await().until(() -> send("replay", "\"filter\": {}").statusCode() == 404);
        assertThat(send("replay", "\"filter\": {}").body()).contains("no-retry-topic");
        assertThat(letters()).hasSize(DEAD);
    }

    private void bury(long offset, String payload) {
        scorer.bury(
                new ProducerRecord<>(
                        Topics.deadLetters(action),
                        0,
                        now.toEpochMilli(),
                        null,
                        payload.getBytes(StandardCharsets.UTF_8)),
                0,
                offset);
    }

    private void deleteBefore(String topic, long offset) throws Exception {
        try (Admin admin = platform.admin()) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(topic, 0),
                                    RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> awaitRetries(int records) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.retry(action), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                platform.topics().consumer("look", Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().until(
                            () -> {
                                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
                                return found.size() >= records;
                            });
        }
        assertThat(found).hasSize(records);
        return found;
    }

    private String place(long offset) {
        return "{\"topic\": \"%s\", \"partition\": 0, \"offset\": %d}"
                .formatted(scorer.topic(), offset);
    }

    private int replay(String fields) {
        return answer(fields).path("replayed").asInt();
    }

    private JsonNode answer(String fields) {
        return post("replay", fields);
    }

    private JsonNode post(String path, String fields) {
        HttpResponse<String> answer = send(path, fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return WireJson.mapper().readTree(answer.body());
    }

    private HttpResponse<String> send(String path, String fields) {
        return service.post(
                "/api/dead-letters/" + path, "{\"action\": \"%s\", %s}".formatted(action, fields));
    }

    private JsonNode letters() {
        return service.get("/api/dead-letters?action=" + action);
    }

    private JsonNode story(long offset) {
        return service.get("/api/messages/%s/0/%d".formatted(scorer.topic(), offset))
                .path("stories")
                .get(0);
    }
}
