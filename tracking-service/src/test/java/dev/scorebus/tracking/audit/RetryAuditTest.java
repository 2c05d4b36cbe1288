package dev.scorebus.tracking.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import dev.scorebus.tracking.ServiceClient;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Offset 1 of the source fails at attempt 1 and is told DEAD at attempt 2; offset 2 fails and is healed at attempt 2. Both
/// retries are read from a retry topic of one partition, by the same group.
@ScorebusTest(
        properties = {
            "scorebus.tracking.discovery=200ms",
            "scorebus.tracking.retry-delay=50ms",
            "scorebus.tracking.catch-up=2s"
        })
class RetryAuditTest {
    private static final AtomicInteger ACTIONS = new AtomicInteger();
    private static final ModelName MODEL = new ModelName("model", "v1");

    private final TestPlatform platform;
    private final JdbcClient jdbc;
    private final ServiceClient service;
    private final String prefix;
    private String action;
    private PaperScorer scorer;
    private PaperScorer retries;

    RetryAuditTest(TestPlatform platform, JdbcClient jdbc, Environment environment) {
        this.platform = platform;
        this.jdbc = jdbc;
        this.service = new ServiceClient(environment);
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    @BeforeEach
    void failTwoAndRetryThem() throws Exception {
        jdbc.sql("DELETE FROM parked_event").update();
        action = "retried" + ACTIONS.incrementAndGet();
        scorer = new PaperScorer(platform, prefix, action, 1);
        retries = PaperScorer.ofRetries(platform, prefix, action, 1);
        scorer.write(0, List.of("good", "weak", "weak", "good"));
        scorer.begin(0, 0);
        scorer.step(0, 10);
        retries.write(0, List.of("of 1", "of 2"));
        retries.begin(0, 0);
        retries.step(0, 10);
        scorer.amend(
                0,
                ExceptionEntry.dead(1, "id", 0, 2, FailureKind.PROGRAM, "weak", action + ".dlq"),
                ExceptionEntry.healed(2, "id", 0, 2, MODEL));
        awaitSteps(4);
    }

    @AfterEach
    void close() {
        scorer.close();
        retries.close();
    }

    @Test
    void messagesWhoseRetriesCameToAnEndHaveOneDisposition() {
        JsonNode audit = audit("full");

        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isTrue();
        assertThat(audit.path("frontiers")).hasSize(2);
        assertThat(detail(audit, 3)).isEqualTo("each has");
    }

    @Test
    void aReplayIsALifeOfItsOwnThatAClaimBegins() {
        assertThat(service.claim(action, "run-7")).hasSize(1);
        scorer.amend(
                0,
                ExceptionEntry.failed(1, "id", 1, 1, FailureKind.PROGRAM, "weak"),
                ExceptionEntry.healed(1, "id", 1, 2, MODEL));
        awaitSteps(7);

        JsonNode audit = audit("none");
        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isTrue();
    }

    @Test
    void aMessageWhoseRetryIsNotProcessedYetWaits() {
        failAnother();
        retries.write(0, List.of("of 5"));

        JsonNode audit = audit("none");

        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isTrue();
        assertThat(detail(audit, 3)).isEqualTo("each has; 1 wait for another attempt");
    }

    @Test
    void aMessageThatWaitedBehindAnotherHasOneDisposition() {
        scorer.write(0, List.of("behind"));
        long offset = scorer.step(0, 10).exceptions().getFirst().offset();
        retries.write(0, List.of("behind " + offset));
        awaitSteps(5);
        assertThat(detail(audit("none"), 3)).isEqualTo("each has; 1 wait for another attempt");

        scorer.amend(0, ExceptionEntry.healed(offset, "id", 0, 1, MODEL));
        retries.step(0, 10);
        awaitSteps(6);

        JsonNode audit = audit("full");
        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isTrue();
        assertThat(detail(audit, 3)).isEqualTo("each has");
    }

    @Test
    void aMessageThatFailedAndOfWhichNoRetryIsLeftWaitsForNothing() {
        long offset = failAnother();

        fails(3, "1 messages failed and no attempt will come");
        fails(3, "the first is at offset " + offset);
    }

    @Test
    void aRetryThatWasProcessedInSilenceLeavesItsMessageWaitingForNothing() {
        failAnother();
        retries.write(0, List.of("of 5"));
        retries.step(0, 10);

        fails(3, "1 messages failed and no attempt will come");
    }

    @Test
    void theMarkerBehindTheLastRetryIsNothingToWaitFor() throws Exception {
        action = "retried" + ACTIONS.incrementAndGet();
        try (PaperScorer source = new PaperScorer(platform, prefix, action, 1);
                PaperScorer ended = PaperScorer.ofRetries(platform, prefix, action, 1)) {
            ended.write(0, List.of("of 0"));
            ended.begin(0, 1);
            source.write(0, List.of("weak"));
            source.begin(0, 0);
            source.step(0, 10);
            awaitSteps(source, 1);

            fails(3, "the first is at offset 0");
        }
    }

    @Test
    void withoutARetryTopicNothingCanWait() throws Exception {
        action = "retried" + ACTIONS.incrementAndGet();
        try (PaperScorer source = new PaperScorer(platform, prefix, action, 1)) {
            source.write(0, List.of("weak"));
            source.begin(0, 0);
            source.step(0, 10);
            awaitSteps(source, 1);

            fails(3, "the first is at offset 0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM message_exception WHERE message_offset = 1 AND state = 'FAILED' AND frontier_id = :frontier",
                "UPDATE message_exception SET attempt = 3 WHERE message_offset = 1 AND state = 'DEAD' AND frontier_id = :frontier",
                "UPDATE message_exception SET replay = 1 WHERE message_offset = 1 AND state = 'DEAD' AND frontier_id = :frontier",
                "UPDATE message_exception SET state = 'DISCARDED' WHERE message_offset = 1 AND state = 'DEAD' AND frontier_id = :frontier",
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, mode, at)
                VALUES (:frontier, 1, 1, 2, 'FAILED', 'PROGRAM', 'weak', 'STREAM', now())
                """,
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, mode, at)
                VALUES (:frontier, 1, 1, 1, 'HEALED', 'PROGRAM', 'weak', 'STREAM', now())
                """,
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, at)
                VALUES (:frontier, 1, 2, 0, 'CLAIMED', now())
                """,
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, at)
                VALUES (:frontier, 2, 1, 0, 'CLAIMED', now())
                """,
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, mode, at)
                VALUES (:frontier, 1, 1, 0, 'DEAD', 'PROGRAM', 'weak', 'STREAM', now())
                """,
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, error, at)
                VALUES (:frontier, 1, 1, 0, 'DISCARDED', 'gone', now())
                """,
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, mode, at)
                VALUES (:frontier, 1, 0, 3, 'FAILED', 'PROGRAM', 'weak', 'STREAM', now())
                """,
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, mode, at)
                VALUES (:frontier, 1, 0, 2, 'HEALED', 'PROGRAM', 'weak', 'STREAM', now())
                """,
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, mode, at)
                VALUES (:frontier, 2, 0, 3, 'HEALED', 'PROGRAM', 'weak', 'STREAM', now())
                """,
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, mode, at)
                VALUES (:frontier, 2, 1, 1, 'FAILED', 'PROGRAM', 'weak', 'STREAM', now())
                """,
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, mode, at)
                VALUES (:frontier, 2, 0, 2, 'DISCARDED', 'PROGRAM', 'weak', 'STREAM', now())
                """
            })
    void stepsThatDoNotFollowEachOtherAreNoticed(String change) {
        change(change);

        fails(3, "the steps of 1 messages do not follow each other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(:frontier, 1, 2, 1, 'HEALED', 'PROGRAM', 'weak', 'STREAM', now())",
                "(:frontier, 1, 1, 2, 'FAILED', 'PROGRAM', 'weak', 'STREAM', now())",
                "(:frontier, 1, 1, 1, 'DISCARDED', 'PROGRAM', 'weak', 'STREAM', now())"
            })
    void stepsThatDoNotFollowAClaimAreNoticed(String step) {
        assertThat(service.claim(action, "run-7")).hasSize(1);
        change(
                "INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, mode, at) VALUES "
                        + step);

        fails(3, "the steps of 1 messages do not follow each other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(:frontier, 1, 1, 1, 'HEALED', 'PROGRAM', 'weak', 'STREAM', now())",
                "(:frontier, 1, 1, 1, 'DEAD', 'PROGRAM', 'weak', 'STREAM', now())",
                "(:frontier, 1, 1, 0, 'DEAD', 'PROGRAM', 'weak', 'STREAM', now())",
                "(:frontier, 1, 1, 0, 'DISCARDED', 'PROGRAM', 'weak', 'STREAM', now())"
            })
    void stepsThatFollowAClaimAreInOrder(String step) {
        assertThat(service.claim(action, "run-7")).hasSize(1);
        change(
                "INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, mode, at) VALUES "
                        + step);

        assertThat(audit("none").path("holds").asBoolean()).isTrue();
    }

    @Test
    void aDiscardedMessageHasEnded() {
        change(
                """
                INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, error, who, at)
                VALUES (:frontier, 1, 0, 2, 'DISCARDED', 'obsolete', 'me', now())
                """);

        assertThat(audit("none").path("holds").asBoolean()).isTrue();
    }

    @Test
    void anAmendmentThatContradictsTheLedgerFailsTheAudit() {
        scorer.amend(0, ExceptionEntry.healed(2, "id", 0, 2, MODEL));
        await().until(
                        () ->
                                jdbc.sql("SELECT count(*) FROM parked_event")
                                                .query(Long.class)
                                                .single()
                                        == 1);

        fails(1, "offset 2 was told HEALED at attempt 2 last");
    }

    @Test
    void recordsThatStandForOthersAreCountedAgainAsRecords() {
        int rows =
                jdbc.sql(
                                "UPDATE span SET records = records + 1, relayed = relayed + 1 WHERE frontier_id = (SELECT id FROM frontier WHERE topic_id = :id)")
                        .param("id", retries.topicId())
                        .update();
        assertThat(rows).isEqualTo(1);

        JsonNode audit = audit("full");

        assertThat(audit.path("holds").asBoolean()).isFalse();
        assertThat(audit.toString()).contains("has 2 records and 3 were told");
    }

    /// The offset of another message that failed once.
    private long failAnother() {
        scorer.write(0, List.of("weak"));
        long offset = scorer.step(0, 10).exceptions().getFirst().offset();
        awaitSteps(5);
        return offset;
    }

    private void awaitSteps(int steps) {
        awaitSteps(scorer, steps);
    }

    private void awaitSteps(PaperScorer source, int steps) {
        await().until(
                        () ->
                                jdbc.sql(
                                                        "SELECT count(*) FROM message_exception JOIN frontier f ON f.id = frontier_id WHERE topic_id = :id")
                                                .param("id", source.topicId())
                                                .query(Long.class)
                                                .single()
                                        == steps);
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
        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isFalse();
        assertThat(detail(audit, statement)).contains(detail);
    }

    private JsonNode audit(String recount) {
        return service.get("/api/audit?action=" + action + "&recount=" + recount);
    }

    /// Of the source's frontier.
    private String detail(JsonNode audit, int statement) {
        for (JsonNode frontier : audit.path("frontiers")) {
            if (!frontier.path("topic").asString().equals(action + ".retry")) {
                return frontier.path("statements").get(statement - 1).path("detail").asString();
            }
        }
        throw new AssertionError(audit.toPrettyString());
    }
}
