package dev.scorebus.tracking.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.message.Mode;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import dev.scorebus.tracking.ServiceClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// Offsets 0 to 5 are dead.
@ScorebusTest(
        properties = {
            "scorebus.tracking.discovery=200ms",
            "scorebus.tracking.retry-delay=50ms",
            "scorebus.tracking.catch-up=20s"
        })
class ClaimTest {
    private static final AtomicInteger ACTIONS = new AtomicInteger();
    private static final int DEAD = 6;

    private final TestPlatform platform;
    private final ServiceClient service;
    private final String prefix;
    private String action;
    private PaperScorer scorer;

    ClaimTest(TestPlatform platform, Environment environment) {
        this.platform = platform;
        this.service = new ServiceClient(environment);
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    @BeforeEach
    void die() throws Exception {
        action = "claimed" + ACTIONS.incrementAndGet();
        scorer = new PaperScorer(platform, prefix, action, 1);
        scorer.write(0, Collections.nCopies(DEAD, "bad"));
        scorer.begin(0, 0);
        scorer.step(0, DEAD);
        await().until(() -> service.get("/api/dead-letters?action=" + action).size() == DEAD);
    }

    @AfterEach
    void close() {
        scorer.close();
    }

    @Test
    void aClaimBeginsANewLifeAndSaysAllThatARunNeeds() {
        JsonNode claim =
                claim(
                                "\"runId\": \"r\", \"who\": \"me\", \"reason\": \"repaired\", \"filter\": {}, \"limit\": 1")
                        .get(0);

        assertThat(claim.path("offset").asInt()).isZero();
        assertThat(claim.path("replay").asInt()).isEqualTo(1);
        assertThat(claim.path("topicId").asString()).isEqualTo(scorer.topicId().toString());
        assertThat(claim.path("group").asString()).isEqualTo(prefix + "." + action);
        assertThat(claim.path("kind").asString()).isEqualTo("SCHEMA");
        assertThat(claim.path("deadLetterTopic").asString()).isEqualTo(Topics.deadLetters(action));
        assertThat(claim.path("diedAt").asString()).isEqualTo("2026-02-03T04:05:06Z");
        assertThat(service.get("/api/dead-letters?action=" + action)).hasSize(DEAD - 1);

        assertThat(
                        service.get("/api/dead-letters/%s/0/0".formatted(scorer.topic()))
                                .path("letter")
                                .path("replay")
                                .asInt())
                .isEqualTo(1);

        JsonNode step = story(0).path("history").get(1);
        assertThat(step.path("state").asString()).isEqualTo("CLAIMED");
        assertThat(step.path("runId").asString()).isEqualTo("r");
        assertThat(step.path("who").asString()).isEqualTo("me");
        assertThat(step.path("error").asString()).isEqualTo("repaired");
        assertThat(holds()).isTrue();
    }

    @Test
    void aFilterAndNamesChooseAmongTheDead() {
        assertThat(claim("\"runId\": \"r\", \"filter\": {\"kind\": \"TIMEOUT\"}")).isEmpty();
        assertThat(claim("\"runId\": \"r\", \"filter\": {\"until\": \"2026-02-03T04:05:06Z\"}"))
                .isEmpty();
        assertThat(
                        claim(
                                "\"runId\": \"r\", \"messages\": [{\"topic\": \"%s\", \"partition\": 0, \"offset\": 3}]"
                                        .formatted(scorer.topic())))
                .hasSize(1);
        assertThat(claim("\"runId\": \"r\", \"filter\": {\"kind\": \"SCHEMA\"}")).hasSize(DEAD - 1);
    }

    @Test
    void runsThatRaceClaimEachDeadLetterOnceAndNeverOneThatIsDiscarded() throws Exception {
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String run = "run-" + i;
            calls.add(
                    () ->
                            claim("\"runId\": \"%s\", \"filter\": {}, \"limit\": 2".formatted(run))
                                    .size());
        }
        calls.add(
                () ->
                        post(
                                        "discard",
                                        "\"reason\": \"r\", \"messages\": [{\"topic\": \"%s\", \"partition\": 0, \"offset\": 2}]"
                                                .formatted(scorer.topic()))
                                .path("discarded")
                                .asInt());
        Collections.shuffle(calls);

        int decided = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Integer> one : threads.invokeAll(calls)) {
                decided += one.get();
            }
        }

        assertThat(decided).isEqualTo(DEAD);
        assertThat(
                        IntStream.range(0, DEAD)
                                .mapToObj(offset -> story(offset).path("history").size()))
                .containsOnly(2);
        assertThat(holds()).isTrue();
    }

    @Test
    void aRunTakesAMessageUpOnceAlsoWhenItDiesAgain() {
        assertThat(service.claim(action, "r")).hasSize(DEAD);
        scorer.amend(
                0,
                ExceptionEntry.dead(
                        0, "id", 1, 1, FailureKind.SCHEMA, "not JSON", action + ".dlq"));
        await().until(() -> service.get("/api/dead-letters?action=" + action).size() == 1);

        assertThat(service.claim(action, "r")).isEmpty();
        assertThat(service.claim(action, "another").get(0).path("replay").asInt()).isEqualTo(2);
    }

    @Test
    void whatARunStillHoldsIsSeenBehindAllThatItHasTold() {
        assertThat(service.claim(action, "r")).hasSize(DEAD);
        assertThat(service.claim(action, "another")).isEmpty();
        for (int offset = 0; offset < DEAD; offset++) {
            scorer.tell(
                    new TrackingEvent.Amended(
                            scorer.frontier(0),
                            Mode.BATCH,
                            List.of(
                                    offset == 1
                                            ? ExceptionEntry.discarded(1, null, 1, "it is gone")
                                            : ExceptionEntry.healed(offset, null, 1, 1, null)),
                            "r",
                            "paper",
                            Instant.now()));
            assertThat(
                            service.get("/api/dead-letters/claims?runId=r&action=" + action)
                                    .path("claims"))
                    .hasSize(DEAD - 1 - offset);
        }
        assertThat(story(0).path("disposition").asString()).isEqualTo("HEALED");
        assertThat(story(1).path("disposition").asString()).isEqualTo("DISCARDED");
        assertThat(holds()).isTrue();
    }

    @Test
    void aReleasedClaimIsDeadAgainAndItsNextLifeIsAnother() {
        assertThat(service.claim(action, "r")).hasSize(DEAD);
        scorer.amend(0, ExceptionEntry.healed(5, null, 1, 1, null));

        assertThat(service.release(action, "r")).isEqualTo(DEAD - 1);
        assertThat(service.release(action, "r")).isZero();

        JsonNode letters = service.get("/api/dead-letters?action=" + action);
        assertThat(letters).hasSize(DEAD - 1);
        assertThat(letters.get(0).path("error").asString()).isEqualTo("not JSON");
        assertThat(letters.get(0).path("at").asString()).isEqualTo("2026-02-03T04:05:06Z");
        JsonNode step = story(0).path("history").get(2);
        assertThat(step.path("state").asString()).isEqualTo("DEAD");
        assertThat(step.path("error").asString()).isEqualTo("claim released: it ended");
        assertThat(service.claim(action, "another").get(0).path("replay").asInt()).isEqualTo(2);
        assertThat(holds()).isTrue();
    }

    @Test
    void aRunWhoseClaimsAreReleasedCanTellNothingMore() {
        assertThat(service.claim(action, "r")).hasSize(DEAD);
        try (KafkaProducer<byte[], byte[]> worker =
                platform.topics()
                        .producer(
                                Map.of(
                                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                        new Topics(prefix).runGroup(action, "r")))) {
            worker.initTransactions();
            worker.beginTransaction();
            Future<RecordMetadata> _ = worker.send(healed(0));
            worker.flush();

            assertThat(service.release(action, "r")).isEqualTo(DEAD);

            assertThatThrownBy(worker::commitTransaction).isInstanceOf(KafkaException.class);
        }
        assertThat(story(0).path("disposition").asString()).isEqualTo("DEAD");
        assertThat(holds()).isTrue();
    }

    /// A worker that was frozen before its first step fences last; what it would go on with was released meanwhile.
    @Test
    void aRunWhoseClaimsAreReleasedGetsNoMore() {
        assertThat(service.claim(action, "r")).hasSize(DEAD);
        assertThat(service.release(action, "r")).isEqualTo(DEAD);

        HttpResponse<String> open =
                service.ask("/api/dead-letters/claims?runId=r&action=" + action);
        assertThat(open.statusCode()).isEqualTo(409);
        assertThat(open.body()).contains("run-ended");
        assertThat(
                        service.post(
                                        "/api/dead-letters/claims",
                                        "{\"action\": \"%s\", \"runId\": \"r\", \"filter\": {}}"
                                                .formatted(action))
                                .statusCode())
                .isEqualTo(409);
        assertThat(service.get("/api/dead-letters/claims?action=" + action).path("claims"))
                .isEmpty();
    }

    @Test
    void aClaimThatMakesNoSenseIsRefusedWithAProblem() {
        for (String body :
                List.of(
                        "{}",
                        "{\"action\": \"a\", \"filter\": {}}",
                        "{\"action\": \"a\", \"runId\": \"r\"}",
                        "{\"action\": \"a\", \"runId\": \"r\", \"filter\": {}, \"limit\": 0}",
                        "{\"action\": \"a\", \"runId\": \"r\", \"filter\": {}, \"limit\": 10001}",
                        "{\"action\": \"a\", \"runId\": \"r\", \"filter\": {}, \"who\": \"\"}",
                        "{\"action\": \"a\", \"runId\": \"r\", \"filter\": {}, \"messages\": []}")) {
            HttpResponse<String> answer = service.post("/api/dead-letters/claims", body);

            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.body()).as(body).contains("https://scorebus.dev/problems/claim");
        }
        assertThat(
                        service.post(
                                        "/api/dead-letters/claims",
                                        "{\"action\": \"nobody\", \"runId\": \"r\", \"filter\": {}}")
                                .statusCode())
                .isEqualTo(404);
        assertThat(
                        service.post(
                                        "/api/dead-letters/claims/release",
                                        "{\"action\": \"a\", \"runId\": \"r\"}")
                                .statusCode())
                .isEqualTo(400);
    }

    private ProducerRecord<byte[], byte[]> healed(long offset) {
        return new ProducerRecord<>(
                new Topics(prefix).tracking(),
                scorer.frontier(0).key().getBytes(StandardCharsets.UTF_8),
                WireJson.mapper()
                        .writeValueAsBytes(
                                new TrackingEvent.Amended(
                                        scorer.frontier(0),
                                        Mode.BATCH,
                                        List.of(ExceptionEntry.healed(offset, null, 1, 1, null)),
                                        "r",
                                        "paper",
                                        Instant.now())));
    }

    private JsonNode claim(String fields) {
        return post("claims", fields).path("claimed");
    }

    private JsonNode post(String path, String fields) {
        HttpResponse<String> answer =
                service.post(
                        "/api/dead-letters/" + path,
                        "{\"action\": \"%s\", %s}".formatted(action, fields));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return WireJson.mapper().readTree(answer.body());
    }

    private JsonNode story(long offset) {
        return service.get("/api/messages/%s/0/%d".formatted(scorer.topic(), offset))
                .path("stories")
                .get(0);
    }

    private boolean holds() {
        return service.get("/api/audit?action=" + action).path("holds").asBoolean();
    }
}
