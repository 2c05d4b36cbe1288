package dev.scorebus.tracking.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import dev.scorebus.tracking.ServiceClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ScorebusTest(
        properties = {
            "scorebus.tracking.discovery=200ms",
            "scorebus.tracking.retry-delay=50ms",
            "scorebus.tracking.catch-up=2s"
        })
class AuditTest {
    private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");
    private static final AtomicInteger ACTIONS = new AtomicInteger();

    private final TestPlatform platform;
    private final JdbcClient jdbc;
    private final ServiceClient service;
    private final String prefix;
    private String action;
    private PaperScorer scorer;
    private long end;

    AuditTest(TestPlatform platform, JdbcClient jdbc, Environment environment) {
        this.platform = platform;
        this.jdbc = jdbc;
        this.service = new ServiceClient(environment);
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    @BeforeEach
    void scoreFortyMessages() throws Exception {
        jdbc.sql("DELETE FROM parked_event").update();
        action = "audited" + ACTIONS.incrementAndGet();
        scorer = new PaperScorer(platform, prefix, action, 1);
        for (int i = 0; i < 4; i++) {
            List<String> values = new ArrayList<>(Collections.nCopies(8, "good"));
            values.add(3, "bad");
            values.add(7, "skip");
            scorer.write(0, values);
        }
        scorer.begin(0, 0);
        for (int i = 0; i < 4; i++) {
            scorer.at(START.plus(Duration.ofMinutes(i)));
            end = scorer.step(0, 10).hi();
        }
        await().until(
                        () ->
                                jdbc.sql(
                                                        "SELECT count(*) FROM frontier WHERE topic_id = :id AND next_offset = :end")
                                                .param("id", scorer.topicId())
                                                .param("end", end)
                                                .query(Long.class)
                                                .single()
                                        == 1);
    }

    @AfterEach
    void close() {
        scorer.close();
    }

    @Test
    void anHonestLedgerHoldsEvenWhenEveryRecordIsCountedAgain() {
        JsonNode audit = audit("full");

        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isTrue();
        assertThat(audit.path("records").asLong()).isEqualTo(40);
        assertThat(audit.path("frontiers").get(0).path("committed").asLong()).isEqualTo(end);
        assertThat(audit.path("frontiers").get(0).path("statements")).hasSize(6);
        assertThat(detail(audit, 5)).contains("40 records in 4 spans counted again");
    }

    @Test
    void aSampleIsCountedAgainToo() {
        assertThat(detail(audit("sample"), 5)).contains("counted again");
        assertThat(detail(audit("none"), 5)).startsWith("not checked");
    }

    @Test
    void aMissingSpanIsAHole() {
        change(
                "DELETE FROM span WHERE frontier_id = :frontier AND lo = (SELECT max(lo) FROM span WHERE lo < 30 AND frontier_id = :frontier)");

        fails(1, "are in no span");
        JsonNode audit = audit("full");
        assertThat(holds(audit, 5)).isFalse();
        assertThat(detail(audit, 5)).contains("records are in no span");
    }

    @Test
    void aSpanToldTwiceIsAnOverlap() {
        change(
                """
                INSERT INTO span (frontier_id, lo, hi, records, scored, filtered, failed, mode, at, last_at, instance)
                SELECT frontier_id, lo + 1, hi, records, scored, filtered, failed, mode, at, last_at, instance FROM span
                 WHERE frontier_id = :frontier AND lo = 0
                """);

        fails(1, "are in two spans");
    }

    @Test
    void aFrontierThatWasMovedEndsWhereNoSpanEnds() {
        change("UPDATE frontier SET next_offset = next_offset + 10 WHERE id = :frontier");

        fails(1, "the frontier stands at");
        fails(4, "is ahead of the committed offset");
    }

    @Test
    void anExceptionOutsideOfEverySpanBelongsToNothing() {
        change(
                """
                INSERT INTO message_exception (frontier_id, message_offset, attempt, state, kind, error, mode, at)
                VALUES (:frontier, 100000, 1, 'DEAD', 'SCHEMA', 'none', 'STREAM', now())
                """);

        fails(2, "the first at offset 100000");
    }

    @Test
    void anExceptionMoreThanItsSpanCountsIsNoticed() {
        change(
                """
                INSERT INTO message_exception (frontier_id, message_offset, attempt, state, kind, error, mode, at)
                VALUES (:frontier, 1, 1, 'DEAD', 'SCHEMA', 'none', 'STREAM', now())
                """);

        fails(3, "the first at offset 0");
    }

    @Test
    void scoresThatNoModelGaveAreNoticed() {
        change(
                "UPDATE span SET records = records + 1, scored = scored + 1 WHERE frontier_id = :frontier AND lo = 0");

        fails(3, "1 spans count other failures or scores");
    }

    @Test
    void aMessageThatWasHealedAndDiscardedHasTwoDispositions() {
        change(
                """
                INSERT INTO message_exception (frontier_id, message_offset, attempt, state, kind, error, mode, at)
                SELECT frontier_id, message_offset, 2, state, kind, error, mode, at
                  FROM (SELECT * FROM message_exception WHERE frontier_id = :frontier ORDER BY id LIMIT 1) e
                       CROSS JOIN (VALUES ('HEALED'), ('DISCARDED')) v (state2)
                """
                        .replace("2, state,", "2, state2,"));

        fails(3, "the steps of 1 messages do not follow each other");
    }

    @Test
    void moreRecordsToldThanThereAreIsFoundByCountingAgain() {
        change(
                "UPDATE span SET records = records + 1, scored = scored + 1 WHERE frontier_id = :frontier AND lo = 0");
        change(
                "UPDATE span_model SET scored = scored + 1 WHERE frontier_id = :frontier AND lo = 0");

        assertThat(audit("none").path("holds").asBoolean()).isTrue();
        JsonNode audit = audit("full");
        assertThat(audit.path("holds").asBoolean()).isFalse();
        assertThat(detail(audit, 5)).contains("has 10 records and 11 were told");
    }

    @Test
    void messagesThatWereProcessedInSilenceAreBrokenAndNotJustLate() {
        scorer.write(0, List.of("good"));
        scorer.stepInSilence(0, 10);

        fails(4, "broken: frontier");
    }

    @Test
    void aParkedEventFailsTheAudit() {
        scorer.tell(scorer.span(0, end + 5, end + 9, 4));
        await().until(
                        () ->
                                jdbc.sql("SELECT count(*) FROM parked_event")
                                                .query(Long.class)
                                                .single()
                                        == 1);

        fails(1, "were never spoken of");
    }

    @Test
    void anUnreadableTrackingRecordIsAProblemOfTheWholeLedger() {
        change(
                """
                INSERT INTO parked_event (told_topic_id, told_partition, told_offset, why, detail)
                VALUES (gen_random_uuid(), 0, 7, 'UNREADABLE', 'not JSON')
                """
                        .replace(
                                "gen_random_uuid()",
                                "(SELECT topic_id FROM frontier WHERE id = :frontier)"));

        JsonNode audit = audit("none");
        assertThat(audit.path("holds").asBoolean()).isFalse();
        assertThat(audit.path("problems").get(0).asString())
                .isEqualTo("the tracking record at partition 0 offset 7 is unreadable: not JSON");
    }

    @Test
    void whatRetentionAteIsNotCountedAgainAndTheAuditSaysSo() throws Exception {
        try (Admin admin = platform.admin()) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(scorer.topic(), 0),
                                    RecordsToDelete.beforeOffset(15)))
                    .all()
                    .get();
        }

        JsonNode audit = audit("full");

        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isTrue();
        assertThat(detail(audit, 5)).contains("not checked: their records are lost");
    }

    @Test
    void aTopicThatWasMadeAgainHasOldAccountsThatAreNoLongerCompared() throws Exception {
        try (Admin admin = platform.admin()) {
            admin.deleteTopics(List.of(scorer.topic())).all().get();
            await().ignoreExceptions()
                    .until(
                            () -> {
                                platform.topics().create(scorer.topic(), 1);
                                return true;
                            });
        }

        JsonNode audit = audit("full");

        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isTrue();
        assertThat(detail(audit, 4)).startsWith("not checked: the topic was deleted");
        assertThat(detail(audit, 5)).startsWith("not checked: the topic was deleted");
    }

    @Test
    void lostOffsetsAreSaidAndNotCounted() {
        TrackingEvent lost =
                new TrackingEvent.Lost(
                        scorer.frontier(0), end, end + 7, "retention", "paper", Instant.EPOCH);
        scorer.tell(lost);
        await().until(
                        () ->
                                jdbc.sql("SELECT next_offset FROM frontier WHERE topic_id = :id")
                                                .param("id", scorer.topicId())
                                                .query(Long.class)
                                                .single()
                                        == end + 7);

        assertThat(holds(audit("none"), 1)).isTrue();
    }

    @Test
    void anUnknownActionIsNotAnEmptyProof() {
        assertThat(service.ask("/api/audit?action=nobody").statusCode()).isEqualTo(404);
        assertThat(service.ask("/api/audit?recount=twice").statusCode()).isEqualTo(400);
    }

    private void change(String sql) {
        int rows =
                jdbc.sql(sql)
                        .param(
                                "frontier",
                                jdbc.sql("SELECT id FROM frontier WHERE topic_id = :id")
                                        .param("id", scorer.topicId())
                                        .query(Integer.class)
                                        .single())
                        .update();
        assertThat(rows).isPositive();
    }

    private void fails(int statement, String detail) {
        JsonNode audit = audit("none");
        assertThat(audit.path("holds").asBoolean()).isFalse();
        assertThat(holds(audit, statement)).isFalse();
        assertThat(detail(audit, statement)).contains(detail);
    }

    private JsonNode audit(String recount) {
        return service.get("/api/audit?action=" + action + "&recount=" + recount);
    }

    private static boolean holds(JsonNode audit, int statement) {
        return statement(audit, statement).path("holds").asBoolean();
    }

    private static String detail(JsonNode audit, int statement) {
        return statement(audit, statement).path("detail").asString();
    }

    private static JsonNode statement(JsonNode audit, int number) {
        return audit.path("frontiers").get(0).path("statements").get(number - 1);
    }
}
