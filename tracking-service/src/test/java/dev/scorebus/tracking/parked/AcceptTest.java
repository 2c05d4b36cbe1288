package dev.scorebus.tracking.parked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import dev.scorebus.tracking.ServiceClient;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// What happened stays wrong in the ledger until someone answers for it; then the frontier goes on.
@ScorebusTest(
        properties = {
            "scorebus.tracking.discovery=200ms",
            "scorebus.tracking.retry-delay=50ms",
            "scorebus.tracking.catch-up=5s"
        })
class AcceptTest {
    private static final AtomicInteger ACTIONS = new AtomicInteger();

    private final TestPlatform platform;
    private final ServiceClient service;
    private final ParkedGauges gauges;
    private final JdbcClient jdbc;
    private final String prefix;
    private String action;
    private PaperScorer scorer;

    AcceptTest(
            TestPlatform platform, Environment environment, ParkedGauges gauges, JdbcClient jdbc) {
        this.platform = platform;
        this.service = new ServiceClient(environment);
        this.gauges = gauges;
        this.jdbc = jdbc;
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    @BeforeEach
    void open() throws Exception {
        jdbc.sql("DELETE FROM parked_event").update();
        action = "parks" + ACTIONS.incrementAndGet();
        scorer = new PaperScorer(platform, prefix, action, 1);
        scorer.write(0, Collections.nCopies(39, "good"));
    }

    @AfterEach
    void close() {
        scorer.close();
    }

    @Test
    void aHoleBecomesAnAcknowledgedLossAndWhatWaitedFollows() {
        scorer.begin(0, 0);
        scorer.step(0, 10);
        scorer.stepInSilence(0, 10);
        scorer.step(0, 10);
        scorer.step(0, 100);
        awaitParked(2);
        assertThat(holds()).isFalse();
        JsonNode first = service.get("/api/parked").get(0);
        assertThat(first.path("detail").asString()).contains("[10, 20) were never spoken of");
        assertThat(first.path("topic").asString()).isEqualTo(scorer.topic());
        assertThat(first.path("record").asString()).contains("\"lo\":20");

        assertThat(accept("\"events\": [" + place(first) + "]"))
                .isEqualTo("{\"accepted\":1,\"parked\":0}");

        JsonNode audit = service.get("/api/audit?recount=full&action=" + action);
        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isTrue();
        JsonNode loss = service.get("/api/losses?action=" + action).get(0);
        assertThat(loss.path("lo").asLong()).isEqualTo(10);
        assertThat(loss.path("hi").asLong()).isEqualTo(20);
        assertThat(loss.path("reason").asString())
                .isEqualTo("what became of them was never told; accepted by ada: understood");
        assertThat(loss.at("/acknowledged/who").asString()).isEqualTo("ada");
    }

    @Test
    void aGroupThatWasMovedBackIsAcceptedAndGoesOn() {
        scorer.begin(0, 0);
        scorer.step(0, 20);
        scorer.tell(scorer.span(0, 5, 15, 10));
        scorer.tell(scorer.span(0, 15, 30, 15));
        scorer.tell(scorer.span(0, 30, 40, 9));
        awaitParked(3);

        assertThat(accept("\"all\": true")).isEqualTo("{\"accepted\":3,\"parked\":0}");

        JsonNode frontier = service.get("/api/audit?action=" + action).path("frontiers").get(0);
        assertThat(frontier.path("frontier").asLong()).isEqualTo(40);
        assertThat(frontier.path("statements").get(0).path("holds").asBoolean()).isTrue();
        assertThat(frontier.path("statements").get(5).path("detail").asString())
                .isEqualTo("1 losses, of 10 offsets, all acknowledged");
        JsonNode accepted = service.get("/api/parked?accepted=true");
        assertThat(accepted)
                .anySatisfy(
                        event -> {
                            assertThat(event.path("detail").asString()).contains("processed twice");
                            assertThat(event.at("/accepted/who").asString()).isEqualTo("ada");
                            assertThat(event.at("/accepted/reason").asString())
                                    .isEqualTo("understood");
                        });
    }

    @Test
    void accountsWithoutAnOriginBeginWhereTheyAreFirstTold() {
        scorer.step(0, 10);
        awaitParked(1);

        assertThat(accept("\"all\": true")).isEqualTo("{\"accepted\":1,\"parked\":0}");

        assertThat(holds()).isTrue();
        assertThat(service.get("/api/losses?action=" + action)).isEmpty();
    }

    @Test
    void whatCannotBeReadIsPutAsideWithWhoAndWhy() {
        scorer.begin(0, 0);
        scorer.step(0, 100);
        scorer.say(new ProducerRecord<>(prefix + ".tracking", new byte[] {1}, new byte[] {2}));
        awaitParked(1);
        assertThat(holds()).isFalse();
        gauges.measure();
        assertThat(service.askManagement("/actuator/prometheus").body())
                .contains(
                        "scorebus_parked_events{why=\"unreadable\"} 1.0",
                        "scorebus_parked_events{why=\"gap\"} 0.0");

        accept("\"all\": true");

        assertThat(holds()).isTrue();
    }

    @Test
    void anAcceptanceSaysWhoAndWhyAndWhat() {
        refused(400, "{\"all\": true, \"reason\": \"r\"}", "'who' has 1 to 1000");
        refused(400, "{\"all\": true, \"who\": \"w\"}", "'reason' has 1 to 1000");
        refused(400, "{\"who\": \"w\", \"reason\": \"r\"}", "got neither");
        refused(400, "{\"events\": [{}], \"who\": \"w\", \"reason\": \"r\"}", "an 'offset'");
        refused(
                404,
                "{\"events\": [{\"partition\": 0, \"offset\": 99999}], \"who\": \"w\", \"reason\": \"r\"}",
                "Nothing was accepted");
        assertThat(service.ask("/api/parked?limit=0").statusCode()).isEqualTo(400);
    }

    private void refused(int status, String body, String why) {
        HttpResponse<String> answer = service.post("/api/parked/accept", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(why);
    }

    private String accept(String what) {
        HttpResponse<String> answer =
                service.post(
                        "/api/parked/accept",
                        "{%s, \"reason\": \"understood\", \"who\": \"ada\"}".formatted(what));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return WireJson.mapper().readTree(answer.body()).toString();
    }

    private static String place(JsonNode parked) {
        return "{\"partition\": %s, \"offset\": %s}"
                .formatted(
                        parked.at("/told/partition").asString(),
                        parked.at("/told/offset").asString());
    }

    private boolean holds() {
        return service.get("/api/audit?recount=full&action=" + action).path("holds").asBoolean();
    }

    private void awaitParked(int events) {
        await().until(() -> service.get("/api/parked").size() == events);
    }
}
