package dev.scorebus.tracking.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import dev.scorebus.message.Mode;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import dev.scorebus.tracking.ServiceClient;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Offset 0 is scored, 1 dropped, 2 healed at attempt 3, 3 waits, 4 was dead and is claimed by a run, 5 was healed by it, 6 was
/// dropped at attempt 2, 7 is scored an hour later.
@ScorebusTest(
        properties = {"scorebus.tracking.discovery=200ms", "scorebus.tracking.retry-delay=50ms"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetryQueryTest {
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant ELEVEN = Instant.parse("2026-03-01T11:00:00Z");

    private final TestPlatform platform;
    private final JdbcClient jdbc;
    private final ServiceClient service;
    private final String prefix;
    private PaperScorer scorer;
    private PaperScorer retries;

    RetryQueryTest(TestPlatform platform, JdbcClient jdbc, Environment environment) {
        this.platform = platform;
        this.jdbc = jdbc;
        this.service = new ServiceClient(environment);
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    @BeforeAll
    void tell() throws Exception {
        scorer = new PaperScorer(platform, prefix, "healed", 1);
        retries = PaperScorer.ofRetries(platform, prefix, "healed", 1);
        scorer.write(0, List.of("good", "skip", "weak", "weak", "bad", "bad", "weak", "good"));
        retries.write(0, List.of("of 2", "of 6", "of 2"));
        scorer.at(TEN);
        retries.at(TEN);
        scorer.begin(0, 0);
        scorer.step(0, 7);
        scorer.at(ELEVEN);
        scorer.step(0, 1);
        retries.begin(0, 0);
        retries.step(0, 10);
        scorer.amend(
                0,
                ExceptionEntry.failed(2, "id", 0, 2, FailureKind.TIMEOUT, "slow"),
                ExceptionEntry.healed(6, "id", 0, 2, null));
        scorer.amend(0, ExceptionEntry.healed(2, "id", 0, 3, new ModelName("model", "v2")));
        await().until(() -> service.claim("healed", "run-7").size() == 2);
        scorer.tell(
                new TrackingEvent.Amended(
                        scorer.frontier(0),
                        Mode.BATCH,
                        List.of(ExceptionEntry.healed(5, "id", 1, 1, new ModelName("model", "v2"))),
                        "run-7",
                        "paper",
                        ELEVEN));
        await().until(
                        () ->
                                jdbc.sql(
                                                "SELECT (SELECT count(*) FROM message_exception) || ' ' || (SELECT count(*) FROM span)")
                                        .query(String.class)
                                        .single(),
                        "11 3"::equals);
    }

    @AfterAll
    void close() {
        scorer.close();
        retries.close();
    }

    @Test
    void theStoryOfAMessageShowsAllItsStepsInOrder() {
        JsonNode story = story(scorer, 2);

        assertThat(story.path("disposition").asString()).isEqualTo("HEALED");
        JsonNode history = story.path("history");
        assertThat(history.valueStream().map(step -> step.path("state").asString()))
                .containsExactly("FAILED", "FAILED", "HEALED");
        assertThat(history.valueStream().map(step -> step.path("attempt").asInt()))
                .containsExactly(1, 2, 3);
        assertThat(history.get(1).path("kind").asString()).isEqualTo("TIMEOUT");
        assertThat(history.get(1).path("error").asString()).isEqualTo("slow");
        assertThat(history.get(2).has("kind")).isFalse();
        assertThat(history.get(2).path("mode").asString()).isEqualTo("STREAM");
        assertThat(history.get(2).path("model").path("version").asString()).isEqualTo("v2");
        assertThat(history.get(2).path("at").asString()).isEqualTo("2026-03-01T11:00:00Z");
    }

    @Test
    void aReplayIsToldApartFromTheFirstLifeAndNamesItsRun() {
        JsonNode history = story(scorer, 5).path("history");

        assertThat(history.valueStream().map(step -> step.path("replay").asInt()))
                .containsExactly(0, 1, 1);
        assertThat(history.valueStream().map(step -> step.path("state").asString()))
                .containsExactly("DEAD", "CLAIMED", "HEALED");
        assertThat(history.get(1).path("runId").asString()).isEqualTo("run-7");
        assertThat(history.get(1).has("mode")).isFalse();
        assertThat(history.get(2).path("runId").asString()).isEqualTo("run-7");
        assertThat(history.get(2).path("mode").asString()).isEqualTo("BATCH");
        assertThat(story(scorer, 3).path("disposition").asString()).isEqualTo("FAILED");
        assertThat(story(scorer, 4).path("disposition").asString()).isEqualTo("CLAIMED");
    }

    @Test
    void anOffsetOfARetryTopicStandsForAnotherMessage() {
        JsonNode story = story(retries, 1);

        assertThat(story.path("disposition").asString()).isEqualTo("RELAYED");
        assertThat(story.path("history")).isEmpty();
    }

    @Test
    void summariesCountEveryMessageOnceWhereItWasReadFirst() {
        JsonNode summaries = service.get("/api/summaries?action=healed&step=PT1H");

        assertThat(summaries).hasSize(2);
        JsonNode first = summaries.get(0);
        assertThat(counts(first, "spans", "records", "scored", "filtered", "failed"))
                .containsExactly(1, 7, 1, 1, 5);
        assertThat(counts(first, "retrying", "claimed", "healed", "dead", "lost"))
                .containsExactly(1, 1, 3, 0, 0);
        assertThat(first.path("models").toString())
                .isEqualTo(
                        "[{\"model\":\"model\",\"version\":\"v1\",\"count\":1},{\"model\":\"model\",\"version\":\"v2\",\"count\":2}]");
        assertThat(counts(summaries.get(1), "records", "scored", "failed", "healed"))
                .containsExactly(1, 1, 0, 0);
    }

    @Test
    void aSummaryInOnePieceAddsUp() {
        JsonNode whole = service.get("/api/summaries?action=healed").get(0);

        assertThat(counts(whole, "spans", "records", "scored", "filtered", "failed"))
                .containsExactly(2, 8, 2, 1, 5);
        assertThat(counts(whole, "retrying", "claimed", "healed", "discarded"))
                .containsExactly(1, 1, 3, 0);
        assertThat(service.get("/api/summaries?action=healed&mode=BATCH")).isEmpty();
    }

    private JsonNode story(PaperScorer read, long offset) {
        return service.get("/api/messages/%s/0/%d".formatted(read.topic(), offset))
                .path("stories")
                .get(0);
    }

    private static List<Integer> counts(JsonNode summary, String... fields) {
        return List.of(fields).stream().map(field -> summary.path(field).asInt()).toList();
    }
}
