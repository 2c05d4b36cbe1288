package dev.scorebus.tracking.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import dev.scorebus.tracking.ServiceClient;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

@ScorebusTest(
        properties = {
            "scorebus.tracking.discovery=200ms",
            "scorebus.tracking.retry-delay=50ms",
            "scorebus.tracking.catch-up=5s"
        })
class LossTest {
    private static final AtomicInteger ACTIONS = new AtomicInteger();

    private final TestPlatform platform;
    private final ServiceClient service;
    private final LossGauges gauges;
    private final String prefix;
    private String action;
    private PaperScorer scorer;

    LossTest(TestPlatform platform, Environment environment, LossGauges gauges) {
        this.platform = platform;
        this.service = new ServiceClient(environment);
        this.gauges = gauges;
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    @BeforeEach
    void loseTwoStretchesOfTwoPartitions() throws Exception {
        action = "lossy" + ACTIONS.incrementAndGet();
        scorer = new PaperScorer(platform, prefix, action, 2);
        scorer.write(0, Collections.nCopies(99, "good"));
        scorer.write(1, Collections.nCopies(6, "good"));
        scorer.begin(0, 0);
        scorer.begin(1, 0);
        scorer.lose(0, 100, "retention deleted them");
        scorer.lose(1, 7, "the log was cut");
        await().until(() -> service.get("/api/losses?action=" + action).size() == 2);
    }

    @AfterEach
    void close() {
        scorer.close();
    }

    @Test
    void lossesAreListedWithTheirPlaceAndReason() {
        JsonNode first = service.get("/api/losses?action=" + action).get(0);

        assertThat(first.path("topic").asString()).isEqualTo(scorer.topic());
        assertThat(first.path("topicId").asString()).isEqualTo(scorer.topicId().toString());
        assertThat(first.path("partition").asInt()).isZero();
        assertThat(first.path("lo").asLong()).isZero();
        assertThat(first.path("hi").asLong()).isEqualTo(100);
        assertThat(first.path("reason").asString()).isEqualTo("retention deleted them");
        assertThat(first.has("acknowledged")).isFalse();
    }

    @Test
    void anAuditFailsUntilEveryLossIsAcknowledged() {
        JsonNode before = audit();
        assertThat(before.path("holds").asBoolean()).isFalse();
        assertThat(statement(before, 0)).contains("1 losses, of 100 offsets, that nobody has");
        assertThat(before.path("losses")).hasSize(2);

        assertThat(acknowledge(named(0, 0))).isEqualTo("{\"acknowledged\":1}");

        JsonNode half = audit();
        assertThat(half.path("holds").asBoolean()).isFalse();
        assertThat(statement(half, 0)).contains("1 losses, of 100 offsets, all acknowledged");
        assertThat(half.path("losses")).hasSize(1);

        assertThat(acknowledge("\"all\": true")).isEqualTo("{\"acknowledged\":1}");

        JsonNode after = audit();
        assertThat(
                        after.path("frontiers")
                                .get(0)
                                .path("statements")
                                .get(5)
                                .path("holds")
                                .asBoolean())
                .isTrue();
        assertThat(after.path("losses")).isEmpty();
        assertThat(after.path("holds").asBoolean()).as(after.toPrettyString()).isTrue();
    }

    @Test
    void whatWasNotedFirstStays() {
        assertThat(acknowledge(named(0, 0))).isEqualTo("{\"acknowledged\":1}");
        HttpResponse<String> second =
                service.post(
                        "/api/losses/acknowledge",
                        "{\"action\": \"%s\", \"all\": true, \"reason\": \"other\", \"who\": \"bob\"}"
                                .formatted(action));

        assertThat(second.body()).isEqualTo("{\"acknowledged\":1}");
        JsonNode note = service.get("/api/losses?action=" + action).get(0).path("acknowledged");
        assertThat(note.path("who").asString()).isEqualTo("ada");
        assertThat(note.path("reason").asString()).isEqualTo("known");
        assertThat(Instant.parse(note.path("at").asString())).isBefore(Instant.now());
        assertThat(service.get("/api/losses?acknowledged=false&action=" + action)).isEmpty();
        assertThat(service.get("/api/losses?acknowledged=true&action=" + action)).hasSize(2);
    }

    @Test
    void oneThatIsNoLossAcknowledgesNothing() {
        HttpResponse<String> refused =
                service.post(
                        "/api/losses/acknowledge",
                        "{\"action\": \"%s\", \"losses\": [%s, %s], \"reason\": \"r\", \"who\": \"w\"}"
                                .formatted(action, place(0, 0), place(0, 50)));

        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("begins at offset 50", "Nothing was acknowledged");
        assertThat(service.get("/api/losses?acknowledged=true&action=" + action)).isEmpty();
    }

    @Test
    void anAcknowledgementSaysWhoAndWhyAndWhat() {
        refused("{\"action\": \"%s\", \"all\": true, \"reason\": \"r\"}", "'who' has 1 to 1000");
        refused(
                "{\"action\": \"%s\", \"all\": true, \"who\": \"w\", \"reason\": \" \"}",
                "'reason'");
        refused("{\"action\": \"%s\", \"who\": \"w\", \"reason\": \"r\"}", "got neither");
        refused(
                "{\"action\": \"%s\", \"all\": true, \"losses\": [], \"who\": \"w\", \"reason\": \"r\"}",
                "got both");
        refused("{\"action\": \"%s\", \"losses\": [], \"who\": \"w\", \"reason\": \"r\"}", "got 0");
        refused(
                "{\"action\": \"%s\", \"losses\": [{\"topic\": \"t\"}], \"who\": \"w\", \"reason\": \"r\"}",
                "a 'topic', a 'partition' and a 'lo'");
        assertThat(
                        service.post(
                                        "/api/losses/acknowledge",
                                        "{\"all\": true, \"who\": \"w\", \"reason\": \"r\"}")
                                .body())
                .contains("'action' says whose losses");
        assertThat(service.ask("/api/losses?limit=0").statusCode()).isEqualTo(400);
        assertThat(service.ask("/api/losses?acknowledged=maybe").statusCode()).isEqualTo(400);
    }

    @Test
    void gaugesSayHowMuchIsLostAndHowMuchOfItNobodyHasNoted() {
        acknowledge(named(1, 0));
        gauges.measure();

        assertThat(service.askManagement("/actuator/prometheus").body())
                .contains(
                        "scorebus_lost_offsets{action=\"" + action + "\"} 107.0",
                        "scorebus_losses_unacknowledged{action=\"" + action + "\"} 1.0");
    }

    private void refused(String body, String why) {
        HttpResponse<String> answer =
                service.post("/api/losses/acknowledge", body.formatted(action));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
    }

    private String acknowledge(String what) {
        HttpResponse<String> answer =
                service.post(
                        "/api/losses/acknowledge",
                        "{\"action\": \"%s\", %s, \"reason\": \"known\", \"who\": \"ada\"}"
                                .formatted(action, what));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return WireJson.mapper().readTree(answer.body()).toString();
    }

    private String named(int partition, long lo) {
        return "\"losses\": [" + place(partition, lo) + "]";
    }

    private String place(int partition, long lo) {
        return "{\"topic\": \"%s\", \"partition\": %d, \"lo\": %d}"
                .formatted(scorer.topic(), partition, lo);
    }

    private JsonNode audit() {
        return service.get("/api/audit?action=" + action);
    }

    private static String statement(JsonNode audit, int frontier) {
        return audit.path("frontiers")
                .get(frontier)
                .path("statements")
                .get(5)
                .path("detail")
                .asString();
    }
}
