package dev.scorebus.tracking.fold;

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
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Further steps of messages that failed, told after their span.
@ScorebusTest(
        properties = {"scorebus.tracking.discovery=200ms", "scorebus.tracking.retry-delay=50ms"})
class RetryFoldTest {
    private static final AtomicInteger ACTIONS = new AtomicInteger();
    private static final String STEPS =
            """
            SELECT format('%s: %s/%s %s %s', message_offset, replay, attempt, state, coalesce(m.version, '-'))
              FROM message_exception e JOIN frontier f ON f.id = frontier_id LEFT JOIN model m ON m.id = model_id
             WHERE topic_id = :id ORDER BY e.id
            """;

    private final TestPlatform platform;
    private final JdbcClient jdbc;
    private final String prefix;
    private final ServiceClient service;
    private String action;
    private PaperScorer scorer;

    RetryFoldTest(TestPlatform platform, JdbcClient jdbc, Environment environment) {
        this.platform = platform;
        this.jdbc = jdbc;
        this.service = new ServiceClient(environment);
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    @BeforeEach
    void open() throws Exception {
        action = "amends" + ACTIONS.incrementAndGet();
        scorer = new PaperScorer(platform, prefix, action, 2);
    }

    @AfterEach
    void close() {
        scorer.close();
    }

    @Test
    void theStepsOfAMessageReachTheLedgerInOrderWithTheModelThatHealedIt() {
        failTwoOfThree();

        scorer.amend(0, failed(0, 2), failed(1, 2));
        scorer.amend(0, healed(0, 3, "v7"), dead(1, 3));
        awaitSteps(6);
        assertThat(service.claim(action, "run")).hasSize(1);
        scorer.amend(0, ExceptionEntry.healed(1, null, 1, 1, null));

        awaitSteps(
                "0: 0/1 FAILED -",
                "1: 0/1 FAILED -",
                "0: 0/2 FAILED -",
                "1: 0/2 FAILED -",
                "0: 0/3 HEALED v7",
                "1: 0/3 DEAD -",
                "1: 1/0 CLAIMED -",
                "1: 1/1 HEALED -");
        assertThat(parked()).isEmpty();
    }

    @Test
    void whatWaitedBehindAnotherOfItsKeyBeginsAtAttemptNoughtAndGoesOnAtOne() {
        scorer.write(0, List.of("weak", "behind", "behind"));
        scorer.begin(0, 0);
        scorer.step(0, 10);
        scorer.amend(0, healed(0, 2, "v1"), failed(1, 1));
        scorer.amend(0, healed(1, 2, "v1"), healed(2, 1, "v1"));

        awaitSteps(
                "0: 0/1 FAILED -",
                "1: 0/0 FAILED -",
                "2: 0/0 FAILED -",
                "0: 0/2 HEALED v1",
                "1: 0/1 FAILED -",
                "1: 0/2 HEALED v1",
                "2: 0/1 HEALED v1");
        assertThat(parked()).isEmpty();
    }

    @Test
    void whatWaitedBehindAnotherLeavesNoAttemptOut() {
        scorer.write(0, List.of("weak", "behind"));
        scorer.begin(0, 0);
        scorer.step(0, 10);

        scorer.amend(0, healed(1, 2, "v1"));

        awaitParked(1);
        assertThat(parked())
                .containsExactly(
                        "offset 1 was told FAILED at attempt 0 last, and HEALED at attempt 2 does not follow");
    }

    @Test
    void recordsThatStandForOthersAreCountedAsRecordsOfTheirSpan() throws Exception {
        String relaying = "amends" + ACTIONS.incrementAndGet();
        try (PaperScorer retries = PaperScorer.ofRetries(platform, prefix, relaying, 1)) {
            retries.write(0, List.of("weak", "bad"));
            retries.begin(0, 0);
            retries.step(0, 10);

            await().untilAsserted(
                            () ->
                                    assertThat(
                                                    jdbc.sql(
                                                                    "SELECT records || ' ' || relayed || ' ' || failed FROM span JOIN frontier f ON f.id = frontier_id WHERE topic_id = :id")
                                                            .param("id", retries.topicId())
                                                            .query(String.class)
                                                            .list())
                                            .containsExactly("2 2 0"));
        }
    }

    @Test
    void anAmendmentAheadOfItsFrontierWaitsAndThoseBehindItFollowInOrder() {
        scorer.write(0, List.of("weak", "weak", "good"));
        scorer.begin(0, 0);
        scorer.amend(0, failed(1, 2));
        scorer.amend(0, healed(1, 3, "v1"), healed(0, 2, "v1"));
        awaitParked(2);

        scorer.step(0, 10);

        awaitSteps(
                "0: 0/1 FAILED -",
                "1: 0/1 FAILED -",
                "1: 0/2 FAILED -",
                "1: 0/3 HEALED v1",
                "0: 0/2 HEALED v1");
        awaitParked(0);
    }

    @Test
    void anAmendmentOfAFrontierThatNobodyKnowsWaitsForItsOrigin() {
        scorer.amend(0, failed(0, 2));
        awaitParked(1);

        failTwoOfThree();

        awaitSteps("0: 0/1 FAILED -", "1: 0/1 FAILED -", "0: 0/2 FAILED -");
        awaitParked(0);
    }

    @Test
    void anAttemptThatLeavesOneOutWaitsForIt() {
        failTwoOfThree();
        scorer.amend(0, healed(0, 3, "v1"));
        awaitParked(1);

        scorer.amend(0, failed(0, 2));

        awaitSteps("0: 0/1 FAILED -", "1: 0/1 FAILED -", "0: 0/2 FAILED -", "0: 0/3 HEALED v1");
        awaitParked(0);
    }

    @Test
    void whatContradictsTheLedgerIsParkedForGoodAndItsNeighboursAreFolded() {
        failTwoOfThree();
        scorer.amend(0, healed(0, 2, "v1"));

        scorer.amend(0, healed(0, 2, "v1"));
        scorer.amend(0, failed(0, 3));
        scorer.amend(0, failed(2, 2));
        scorer.amend(0, failed(1, 1));
        scorer.amend(0, healed(1, 2, "v1"));

        awaitSteps("0: 0/1 FAILED -", "1: 0/1 FAILED -", "0: 0/2 HEALED v1", "1: 0/2 HEALED v1");
        awaitParked(4);
        assertThat(parked())
                .containsExactly(
                        "offset 0 was told HEALED at attempt 2 last, and HEALED at attempt 2 does not follow",
                        "offset 0 was told HEALED at attempt 2 last, and FAILED at attempt 3 does not follow",
                        "offset 2 did not fail, and is told FAILED at attempt 2",
                        "offset 1 was told FAILED at attempt 1 last, and FAILED at attempt 1 does not follow");
    }

    @Test
    void aReplayOfTheTrackingTopicTellsNoStepTwice() {
        failTwoOfThree();
        scorer.amend(0, failed(0, 2), failed(1, 2));
        scorer.amend(0, healed(0, 3, "v1"));
        scorer.amend(1, failed(0, 2));
        awaitParked(1);
        awaitSteps(5);
        List<String> before = steps();

        jdbc.sql("UPDATE tracking_position SET next_offset = 0").update();
        scorer.amend(0, healed(1, 3, "v1"));

        awaitSteps(6);
        assertThat(steps().subList(0, 5)).isEqualTo(before);
        awaitParked(1);
    }

    /// Offsets 0 and 1 of partition 0 fail, 2 is scored.
    private void failTwoOfThree() {
        scorer.write(0, List.of("weak", "weak", "good"));
        scorer.begin(0, 0);
        scorer.step(0, 10);
    }

    private static ExceptionEntry failed(long offset, int attempt) {
        return ExceptionEntry.failed(offset, "id", 0, attempt, FailureKind.PROGRAM, "weak");
    }

    private static ExceptionEntry dead(long offset, int attempt) {
        return ExceptionEntry.dead(offset, "id", 0, attempt, FailureKind.PROGRAM, "weak", "dlq");
    }

    private static ExceptionEntry healed(long offset, int attempt, String version) {
        return ExceptionEntry.healed(offset, "id", 0, attempt, new ModelName("model", version));
    }

    private void awaitSteps(String... steps) {
        await().untilAsserted(() -> assertThat(steps()).containsExactly(steps));
    }

    private void awaitSteps(int number) {
        await().untilAsserted(() -> assertThat(steps()).hasSize(number));
    }

    private void awaitParked(int events) {
        await().untilAsserted(() -> assertThat(parked()).hasSize(events));
    }

    private List<String> steps() {
        return jdbc.sql(STEPS)
                .param("id", scorer.topicId())
                .query((row, _) -> row.getString(1))
                .list();
    }

    private List<String> parked() {
        return jdbc.sql(
                        "SELECT detail FROM parked_event WHERE topic_id = :id ORDER BY told_partition, told_offset")
                .param("id", scorer.topicId())
                .query((row, _) -> row.getString(1))
                .list();
    }
}
