package dev.scorebus.score.stream;

import static dev.scorebus.score.stream.StreamFixture.bytes;
import static dev.scorebus.score.stream.StreamFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.action.ActionStatus;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.testkit.ScorebusTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@ScorebusTest(properties = "scorebus.score.stream.max-record=100KB")
class StreamTest extends StreamScenario {
    private final StreamSupervisor supervisor;
    private final TinyModel champion = TinyModel.classes("merge-time", null, 1);

    StreamTest(Scene scene, StreamSupervisor supervisor) {
        super(scene);
        this.supervisor = supervisor;
    }

    @Override
    List<TinyModel> champions() {
        return List.of(champion);
    }

    @Test
    void everyMessageIsScoredExplainedAndTrackedInTheTransactionOfItsOffset() throws Exception {
        StreamFixture stream = fixture("plain-sailing");
        topics.create(stream.source(), 3);
        stream.sendEvents("e", 0, 200);
        ProducerRecord<byte[], byte[]> traced = stream.event("traced", "{\"lang\": \"java\"}");
        traced.headers()
                .add(
                        "traceparent",
                        bytes("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        traced.headers().add("ce_subject", bytes("pr-7"));
        topics.send(traced);
        topics.send(stream.source(), "k", "{\"lang\": \"python\"}");

        stream.putAction(stream.draft().done());

        until(() -> stream.records() == 202);
        assertThat(stream.scoresById())
                .hasSize(202)
                .allSatisfy((_, n) -> assertThat(n).isEqualTo(1));
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        assertThat(stream.spans())
                .allSatisfy(
                        span -> {
                            assertThat(span.scored()).isEqualTo(span.records());
                            if (span.records() > 0) {
                                assertThat(span.models().getFirst().version())
                                        .isEqualTo(champion.version().version());
                            }
                        });
        assertThat(stream.spans())
                .anyMatch(span -> span.ids() != null && span.ids().mayContain("e17"));
        assertScoreRecord(stream);
    }

    private void assertScoreRecord(StreamFixture stream) {
        ConsumerRecord<String, String> score =
                topics.readAll(stream.output()).stream()
                        .filter(record -> record.value().contains("\"id\":\"traced\""))
                        .findFirst()
                        .orElseThrow();
        JsonNode json = WireJson.mapper().readTree(score.value());
        TrackingEvent.Span span = stream.spans().getFirst();

        assertThat(score.key()).isEqualTo("traced");
        assertThat(header(score, "ce_type")).isEqualTo("dev.scorebus.score.produced.v1");
        assertThat(header(score, "ce_source")).isEqualTo("/programs/trees/commands/score");
        assertThat(header(score, "ce_id"))
                .isEqualTo(
                        "%s-%d-%d"
                                .formatted(
                                        span.frontier().topicId(),
                                        json.at("/message/partition").asInt(),
                                        json.at("/message/offset").asLong()));
        assertThat(header(score, "ce_subject")).isEqualTo("pr-7");
        assertThat(header(score, "ce_causationid")).isEqualTo("traced");
        assertThat(header(score, "ce_correlationid")).isEqualTo("traced");
        assertThat(header(score, "traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c");
        assertThat(header(score, "content-type")).isEqualTo("application/json");
        assertThat(json.get("action").asString()).isEqualTo(stream.action());
        assertThat(json.get("value").asString()).isIn("HOUR", "DAY", "REST");
        assertThat(json.at("/explanation/contributions").size()).isEqualTo(2);
        assertThat(json.at("/explanation/other").isNumber()).isTrue();
        assertThat(json.at("/model/version").asString()).isEqualTo(champion.version().version());
        assertThat(json.has("customer")).isFalse();
    }

    @Test
    void messagesThatTheFilterDropsAreCountedAndCustomersHaveTheirOwnModels() {
        StreamFixture stream = fixture("by-customer");
        TinyModel pooled = TinyModel.classes("pooled", null, 4);
        TinyModel netty = TinyModel.classes("pooled", "netty", 5);
        promote(pooled);
        promote(netty);
        topics.create(stream.source(), 1);
        topics.send(stream.event("a", "{\"lang\":\"go\",\"who\":\"netty\",\"keep\":true}"));
        topics.send(stream.event("b", "{\"lang\":\"go\",\"who\":\"spring\",\"keep\":true}"));
        topics.send(stream.event("c", "{\"lang\":\"go\",\"who\":\"spring\",\"keep\":false}"));
        topics.send(stream.event("d", "{\"lang\":\"go\",\"who\":\"spring\"}"));

        stream.putAction(
                stream.draft()
                        .model("pooled")
                        .filter("event.data.keep")
                        .customer("event.data.who")
                        .done());

        until(() -> stream.records() == 4);
        assertThat(stream.spans().stream().mapToInt(TrackingEvent.Span::filtered).sum())
                .isEqualTo(1);
        assertThat(versionsById(stream))
                .isEqualTo(
                        Map.of(
                                "a netty", netty.version().version(),
                                "b spring", pooled.version().version()));
        assertThat(stream.readDeadLetters()).hasSize(1);
        assertThat(header(stream.readDeadLetters().getFirst(), "ce_id")).isEqualTo("d");
    }

    private Map<String, String> versionsById(StreamFixture stream) {
        Map<String, String> versions = new java.util.TreeMap<>();
        for (ConsumerRecord<String, String> score : topics.readAll(stream.output())) {
            JsonNode json = WireJson.mapper().readTree(score.value());
            versions.put(
                    json.at("/message/id").asString() + " " + json.path("customer").asString(),
                    json.at("/model/version").asString());
        }
        return versions;
    }

    @Test
    void eachKindOfBadRecordIsADeadLetterWithItsReasonAndHarmsNoNeighbour() throws Exception {
        StreamFixture stream = fixture("bad-records");
        topics.create(stream.source(), 1, Map.of("max.message.bytes", "2000000"));
        List<ProducerRecord<byte[], byte[]>> bad = BadRecords.of(stream);
        for (int i = 0; i < bad.size(); i++) {
            topics.send(bad.get(i));
            stream.sendEvents("good", i, i + 1);
        }

        stream.putAction(stream.draft().done());

        until(() -> stream.records() == 2 * bad.size());
        assertThat(stream.scoresById()).hasSize(bad.size());
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        assertThat(stream.spans().stream().flatMap(span -> span.exceptions().stream()).toList())
                .hasSize(bad.size())
                .allSatisfy(entry -> assertDead(entry, stream));
        assertLetters(stream, bad);
    }

    private static void assertDead(ExceptionEntry entry, StreamFixture stream) {
        assertThat(entry.state()).isEqualTo(ExceptionState.DEAD);
        assertThat(entry.attempt()).isEqualTo(1);
        assertThat(entry.error()).isNotBlank().doesNotContain("secret");
        assertThat(entry.deadLetterTopic()).isEqualTo(stream.deadLetters());
    }

    private static void assertLetters(
            StreamFixture stream, List<ProducerRecord<byte[], byte[]>> bad) {
        List<ConsumerRecord<String, String>> letters = stream.readDeadLetters();
        assertThat(letters).hasSize(bad.size());
        List<String> reasons =
                letters.stream().map(letter -> header(letter, "__dlq.errors.message")).toList();
        assertThat(String.join("\n", reasons)).contains(BadRecords.REASONS);
        for (ConsumerRecord<String, String> letter : letters) {
            int offset = Integer.parseInt(header(letter, "__dlq.errors.offset"));
            byte[] payload = bad.get(offset / 2).value();
            assertThat(letter.value())
                    .isEqualTo(
                            payload == null ? null : new String(payload, StandardCharsets.UTF_8));
            assertThat(header(letter, "kafka_dlt-original-topic")).isEqualTo(stream.source());
        }
    }

    @Test
    void aPromotedModelIsSwappedInUnderLoadAndBothVersionsAreInTheSpans() throws Exception {
        StreamFixture stream = fixture("swap");
        TinyModel before = TinyModel.classes("swapped", null, 6);
        TinyModel after = TinyModel.classes("swapped", null, 7);
        promote(before);
        topics.create(stream.source(), 2);
        stream.putAction(stream.draft().model("swapped").done());
        AtomicBoolean sending = new AtomicBoolean(true);
        int[] sent = {0};
        Thread sender =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    while (sending.get()) {
                                        stream.sendEvents("s", sent[0], sent[0] + 50);
                                        sent[0] += 50;
                                    }
                                });
        until(() -> versions(stream).equals(Set.of(before.version().version())));

        promote(after);

        until(() -> versions(stream).contains(after.version().version()));
        sending.set(false);
        sender.join();
        until(() -> stream.spans().stream().mapToInt(TrackingEvent.Span::scored).sum() == sent[0]);
        assertThat(versions(stream))
                .containsExactlyInAnyOrder(before.version().version(), after.version().version());
        assertThat(stream.scoresById())
                .hasSize(sent[0])
                .allSatisfy((_, n) -> assertThat(n).isEqualTo(1));
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }

    private static Set<String> versions(StreamFixture stream) {
        Set<String> versions = new TreeSet<>();
        stream.spans()
                .forEach(span -> span.models().forEach(count -> versions.add(count.version())));
        return versions;
    }

    @Test
    void anActionWaitsForItsChampionAndItsTopicAndConsumesNothingMeanwhile() throws Exception {
        StreamFixture stream = fixture("early");
        stream.putAction(stream.draft().model("not-yet").done());
        await().atMost(LONG)
                .untilAsserted(() -> assertStatus(stream.action(), State.WAITING, "Model not-yet"));

        promote(TinyModel.regression("not-yet", 8));
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertStatus(
                                        stream.action(),
                                        State.WAITING,
                                        "topic '%s' does not exist".formatted(stream.source())));
        assertThat(stream.committed()).isEmpty();

        topics.create(stream.source(), 1);
        stream.sendEvents("e", 0, 10);
        until(() -> status(stream.action()).scored() == 10);
        ActionStatus status = status(stream.action());
        assertThat(status.state()).isEqualTo(State.RUNNING);
        assertThat(status.models().getFirst().count()).isEqualTo(10);
        await().untilAsserted(
                        () ->
                                assertThat(status(stream.action()).partitions().getFirst().lag())
                                        .isZero());
    }

    private ActionStatus status(String action) {
        return supervisor.status(action);
    }

    private void assertStatus(String action, State state, String reason) {
        assertThat(status(action).state()).isEqualTo(state);
        assertThat(status(action).reason()).contains(reason);
    }

    @Test
    void anActionThatCannotBeReadStopsNoOther() {
        topics.send(
                names.actions(), "broken", "{\"name\": \"broken\", \"mode\": \"NO_SUCH_MODE\"}");
        StreamFixture stream = fixture("unharmed");
        topics.create(stream.source(), 1);
        stream.sendEvents("e", 0, 5);

        stream.putAction(stream.draft().done());

        until(() -> status(stream.action()).scored() == 5);
    }

    @Test
    void aChangedActionGoesOnWhereItsOlderDefinitionEnded() throws Exception {
        StreamFixture stream = fixture("changed");
        topics.create(stream.source(), 1);
        stream.sendEvents("e", 0, 20);
        Action first = stream.draft().done();
        stream.putAction(first);
        until(() -> status(stream.action()).scored() == 20);

        stream.putAction(stream.draft().filter("event.id != 'e25'").done());
        until(
                () ->
                        status(stream.action()).state() == State.RUNNING
                                && status(stream.action()).scored() == 0);
        stream.sendEvents("e", 20, 40);

        until(() -> stream.records() == 40);
        assertThat(stream.scoresById()).hasSize(39);
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());

        topics.send(names.actions(), stream.action(), null);
        await().until(() -> status(stream.action()).state() == State.STOPPED);
    }
}
