package dev.scorebus.tracking.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.scorebus.ledger.IdFilter;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import dev.scorebus.tracking.ServiceClient;
import dev.scorebus.tracking.query.IdFilterTable.Candidate;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ScorebusTest(
        properties = {"scorebus.tracking.discovery=200ms", "scorebus.tracking.retry-delay=50ms"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryTest {
    private final TestPlatform platform;
    private final JdbcClient jdbc;
    private final ServiceClient service;
    private final IdFilterTable filters;
    private final LagGauges lag;
    private final String prefix;
    private PaperScorer scorer;

    QueryTest(
            TestPlatform platform,
            JdbcClient jdbc,
            IdFilterTable filters,
            LagGauges lag,
            Environment environment) {
        this.platform = platform;
        this.jdbc = jdbc;
        this.filters = filters;
        this.lag = lag;
        this.service = new ServiceClient(environment);
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    /// Partition 0: offset 0 to 5 by v1 with a bad one at 2, 6 to 9 by v2, 11 not read. Partition 1 begins at 2.
    @BeforeAll
    void tell() throws Exception {
        scorer = new PaperScorer(platform, prefix, "asked", 2);
        scorer.write(0, List.of("a", "b", "bad", "skip", "c", "d", "e", "f", "g", "h"));
        scorer.write(1, List.of("a", "b", "c", "d"));
        scorer.at(Instant.parse("2026-03-01T10:00:00Z"));
        scorer.begin(0, 0);
        scorer.step(0, 6);
        scorer.promote("v2");
        scorer.at(Instant.parse("2026-03-01T11:30:00Z"));
        scorer.step(0, 4);
        scorer.begin(1, 2);
        scorer.step(1, 10);
        scorer.write(0, List.of("late"));
        await().until(
                        () ->
                                jdbc.sql("SELECT coalesce(sum(records), 0) FROM span")
                                                .query(Long.class)
                                                .single()
                                        == 12);
    }

    @AfterAll
    void close() {
        scorer.close();
    }

    @Test
    void aMessageTellsItsSpanItsModeAndItsModel() {
        JsonNode story = story(0, 7).path("stories").get(0);

        assertThat(story.path("action").asString()).isEqualTo("asked");
        assertThat(story.path("disposition").asString()).isEqualTo("SCORED");
        assertThat(story.path("mode").asString()).isEqualTo("STREAM");
        assertThat(story.path("span").path("lo").asLong()).isEqualTo(6);
        assertThat(story.path("modelVersions").get(0).path("version").asString()).isEqualTo("v2");
        assertThat(story.path("trackedUpTo").asLong()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void aDeadMessageTellsWhyAndWhereItsPayloadLies() {
        JsonNode story = story(0, 2).path("stories").get(0);

        assertThat(story.path("disposition").asString()).isEqualTo("DEAD");
        JsonNode event = story.path("history").get(0);
        assertThat(event.path("error").asString()).isEqualTo("not JSON");
        assertThat(event.path("kind").asString()).isEqualTo("SCHEMA");
        assertThat(event.path("deadLetterTopic").asString()).isEqualTo("asked.dlq");
    }

    @Test
    void whatIsNotProcessedAndWhatNeverWillBeAreToldApart() {
        assertThat(disposition(0, 11)).isEqualTo("NOT_YET");
        assertThat(story(0, 11).has("end")).isFalse();
        assertThat(disposition(0, 99)).isEqualTo("NOT_YET");
        assertThat(story(0, 99).path("end").asInt()).isEqualTo(13);
        assertThat(disposition(1, 1)).isEqualTo("BEFORE_ORIGIN");
        assertThat(disposition(1, 2)).isEqualTo("SCORED");
    }

    @Test
    void aHealedMessageIsHealedAndKeepsItsHistory() {
        jdbc.sql(
                        """
                        INSERT INTO message_exception (frontier_id, message_offset, attempt, state, kind, error, mode, run_id, at)
                        SELECT frontier_id, message_offset, 2, 'HEALED', kind, '', 'BATCH', 'run-1', at
                          FROM message_exception WHERE message_offset = 2
                        """)
                .update();

        JsonNode story = story(0, 2).path("stories").get(0);

        assertThat(story.path("disposition").asString()).isEqualTo("HEALED");
        assertThat(story.path("history")).hasSize(2);
        assertThat(service.get("/api/dead-letters")).isEmpty();
        jdbc.sql("DELETE FROM message_exception WHERE state = 'HEALED'").update();
    }

    @Test
    void anIdIsFoundInItsSpanAndConfirmedByReadingIt() {
        JsonNode found = service.get("/api/messages?id=asked:0:7");

        assertThat(found.path("messages")).hasSize(1);
        assertThat(found.path("messages").get(0).path("id").path("offset").asLong()).isEqualTo(7);
        assertThat(found.path("complete").asBoolean()).isTrue();
        assertThat(found.path("mayBeIn")).isEmpty();
    }

    @Test
    void anIdThatNobodySentIsFoundNowhere() {
        JsonNode found = service.get("/api/messages?id=nobody");

        assertThat(found.path("messages")).isEmpty();
        assertThat(found.path("complete").asBoolean()).isTrue();
    }

    @Test
    void anIdIsLookedForOnlyInTheTimeThatIsAskedFor() {
        String early = "/api/messages?id=asked:0:7&until=2026-03-01T11:00:00Z";

        assertThat(service.get(early).path("messages")).isEmpty();
        assertThat(
                        service.get("/api/messages?id=asked:0:7&since=2026-03-01T11:00:00Z")
                                .path("messages"))
                .hasSize(1);
    }

    @Test
    void theIdOfADeadMessageIsKnownExactly() {
        JsonNode found = service.get("/api/messages?id=asked:0:2&since=2030-01-01T00:00:00Z");

        assertThat(found.path("spansRead").asInt()).isZero();
        assertThat(
                        found.path("messages")
                                .get(0)
                                .path("stories")
                                .get(0)
                                .path("disposition")
                                .asString())
                .isEqualTo("DEAD");
    }

    @Test
    void theIdOfAPlainRecordAndOfAScoreNameTheirPlace() {
        for (String id : List.of(scorer.topic() + "-0-7", scorer.topicId() + "-0-7")) {
            JsonNode found = service.get("/api/messages?id=" + id);

            assertThat(found.path("messages")).hasSize(1);
            assertThat(found.path("messages").get(0).path("id").path("offset").asLong())
                    .isEqualTo(7);
        }
    }

    @Test
    void whereKafkaNoLongerHoldsTheSpanTheMessageMayBeInIt() throws Exception {
        PaperScorer gone = new PaperScorer(platform, prefix, "gone", 1);
        gone.at(Instant.parse("2026-04-01T00:00:00Z"));
        gone.write(0, List.of("a", "b"));
        gone.begin(0, 0);
        gone.step(0, 10);
        await().until(() -> !service.get("/api/messages?id=gone:0:1").path("messages").isEmpty());
        try (Admin admin = platform.admin()) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(gone.topic(), 0),
                                    RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
        }

        JsonNode found = service.get("/api/messages?id=gone:0:1");

        assertThat(found.path("messages")).isEmpty();
        assertThat(found.path("mayBeIn").get(0).path("why").asString())
                .isEqualTo("the broker no longer keeps it");
        gone.close();
        jdbc.sql(
                        "DELETE FROM span WHERE frontier_id IN (SELECT id FROM frontier WHERE action = 'gone')")
                .update();
    }

    @Test
    void theDatabaseProbesTheFiltersAsTheirMakerDoes() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ids.add("some id \u00e9 " + i);
        }
        IdFilter filter = IdFilter.of(ids);
        IdFilter other = IdFilter.of(List.of("another"));
        jdbc.sql(
                        """
                        INSERT INTO id_filter (frontier_id, at, los, his, bits)
                        SELECT id, timestamptz '2031-01-01 00:00:00Z', ARRAY[100, 200], ARRAY[150, 500], ARRAY[:other, :bits]
                          FROM frontier ORDER BY id LIMIT 1
                        """)
                .param("other", other.bytes())
                .param("bits", filter.bytes())
                .update();
        Period since = new Period(Instant.parse("2030-12-31T00:00:00Z"), null);

        for (String id : ids) {
            assertThat(filters.candidates(id, since, 10))
                    .extracting(Candidate::lo, Candidate::hi)
                    .contains(tuple(200L, 500L));
        }
        for (int i = 0; i < 1_000; i++) {
            String stranger = "stranger " + i;
            List<Long> expected = new ArrayList<>();
            if (filter.mayContain(stranger)) {
                expected.add(200L);
            }
            if (other.mayContain(stranger)) {
                expected.add(100L);
            }
            assertThat(filters.candidates(stranger, since, 10))
                    .extracting(Candidate::lo)
                    .isEqualTo(expected);
        }
        jdbc.sql("DELETE FROM id_filter WHERE at > timestamptz '2030-01-01 00:00:00Z'").update();
    }

    @Test
    void summariesCountByActionModeModelAndTime() {
        JsonNode whole = service.get("/api/summaries?action=asked");

        assertThat(whole).hasSize(1);
        assertThat(whole.get(0).path("records").asLong()).isEqualTo(12);
        assertThat(whole.get(0).path("failed").asLong()).isEqualTo(1);
        assertThat(whole.get(0).path("filtered").asLong()).isEqualTo(1);
        assertThat(whole.get(0).path("models")).hasSize(2);

        JsonNode hours = service.get("/api/summaries?action=asked&mode=STREAM&step=PT1H");

        assertThat(hours).hasSize(2);
        assertThat(hours.get(0).path("start").asString()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(hours.get(0).path("scored").asLong()).isEqualTo(4);
        assertThat(hours.get(1).path("models").get(0).path("version").asString()).isEqualTo("v2");
        assertThat(service.get("/api/summaries?until=2026-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void deadLettersAreListedNewestFirstAndFiltered() {
        JsonNode letters = service.get("/api/dead-letters?action=asked&kind=SCHEMA&limit=10");

        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).path("offset").asLong()).isEqualTo(2);
        assertThat(letters.get(0).path("eventId").asString()).isEqualTo("asked:0:2");
        assertThat(service.get("/api/dead-letters?kind=TIMEOUT")).isEmpty();
        assertThat(service.get("/api/dead-letters?until=2026-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void frontiersStandBesideWhatTheBrokerKnows() {
        JsonNode frontier = service.get("/api/frontiers").get(0);

        assertThat(frontier.path("next").asLong()).isEqualTo(frontier.path("committed").asLong());
        assertThat(frontier.path("end").asLong()).isGreaterThan(frontier.path("next").asLong());
        assertThat(frontier.path("lag").asLong()).isPositive();
        assertThat(frontier.path("trackingLag").asLong()).isZero();
        assertThat(frontier.path("parked").asBoolean()).isFalse();
    }

    @Test
    void questionsThatMakeNoSenseAreAnsweredWithAProblem() {
        for (String path :
                List.of(
                        "/api/messages/t/-1/0",
                        "/api/messages/t/x/0",
                        "/api/messages?id=",
                        "/api/summaries?mode=FAST",
                        "/api/summaries?since=yesterday",
                        "/api/summaries?step=PT0.1S",
                        "/api/dead-letters?limit=0",
                        "/api/dead-letters?kind=BAD")) {
            HttpResponse<String> answer = service.ask(path);

            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(answer.headers().firstValue("content-type"))
                    .hasValue("application/problem+json");
            assertThat(answer.body()).contains("https://scorebus.dev/problems/");
        }
    }

    @Test
    void timesThatNoDatabaseHoldsAreForEverAgoOrNever() {
        String ever = "since=-999999-01-01T00:00:00Z&until=%2B999999-01-01T00:00:00Z";

        assertThat(service.get("/api/summaries?action=asked&" + ever)).hasSize(1);
        assertThat(service.get("/api/dead-letters?action=asked&" + ever)).hasSize(1);
        assertThat(service.get("/api/messages?id=asked:0:7&" + ever).path("messages")).hasSize(1);
    }

    @Test
    void anUnknownTopicAndAnUnknownPathAreNotFound() {
        assertThat(service.ask("/api/messages/nobody/0/0").statusCode()).isEqualTo(404);
        assertThat(service.ask("/api/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void healthMetricsAndDocumentsAreWhereTheyBelong() {
        lag.measure();

        assertThat(service.askManagement("/actuator/health/readiness").body())
                .contains("\"kafka\"", "\"db\"", "UP");
        assertThat(service.askManagement("/actuator/prometheus").body())
                .contains(
                        "scorebus_frontier_lag{action=\"asked\"",
                        "scorebus_unread_offsets{action=\"asked\",partition=\"0\",topic=\"%s\"} 2.0"
                                .formatted(scorer.topic()),
                        "scorebus_tracking_events_total{answer=\"applied\"}",
                        "scorebus_tracking_fold_duration_seconds_bucket");
        assertThat(service.askManagement("/actuator/env").statusCode()).isEqualTo(404);
        assertThat(service.ask("/actuator/health").statusCode()).isEqualTo(404);
        assertThat(service.get("/v3/api-docs").path("paths").propertyNames())
                .contains("/api/audit", "/api/messages", "/api/frontiers");
    }

    private JsonNode story(int partition, long offset) {
        return service.get(
                "/api/messages/%s/%d/%d?action=asked".formatted(scorer.topic(), partition, offset));
    }

    private String disposition(int partition, long offset) {
        return story(partition, offset).path("stories").get(0).path("disposition").asString();
    }
}
