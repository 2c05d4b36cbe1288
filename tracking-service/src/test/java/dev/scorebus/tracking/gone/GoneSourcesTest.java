package dev.scorebus.tracking.gone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.HandClock;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import dev.scorebus.tracking.ServiceClient;
import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.audit.TrackingEnd;
import dev.scorebus.tracking.fold.LostTail;
import dev.scorebus.tracking.source.ActionTopic;
import dev.scorebus.tracking.source.RecordReader;
import dev.scorebus.tracking.source.SourceTopics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// A topic of ten messages and a marker, [0, 11), of which the first four were scored when it is deleted. Looks are made by hand; the
/// service's own come once in an hour.
@ScorebusTest(
        properties = {
            "scorebus.tracking.discovery=200ms",
            "scorebus.tracking.retry-delay=50ms",
            "scorebus.tracking.catch-up=2s",
            "scorebus.tracking.source-look=1h"
        })
class GoneSourcesTest {
    private static final AtomicInteger ACTIONS = new AtomicInteger();

    private final TestPlatform platform;
    private final BeanFactory beans;
    private final LostTail lostTail;
    private final SourceTopics kafka;
    private final Topics topics;
    private final TrackingProperties properties;
    private final JdbcClient jdbc;
    private final ServiceClient service;
    private final HandClock clock = new HandClock();
    private String action;
    private PaperScorer scorer;
    private SourceWatch watch;

    GoneSourcesTest(
            TestPlatform platform,
            BeanFactory beans,
            LostTail lostTail,
            SourceTopics kafka,
            Topics topics,
            TrackingProperties properties,
            JdbcClient jdbc,
            Environment environment) {
        this.platform = platform;
        this.beans = beans;
        this.lostTail = lostTail;
        this.kafka = kafka;
        this.topics = topics;
        this.properties = properties;
        this.jdbc = jdbc;
        this.service = new ServiceClient(environment);
    }

    @BeforeEach
    void scoreFourOfTen() throws Exception {
        action = "outlived" + ACTIONS.incrementAndGet();
        scorer = new PaperScorer(platform, topics.prefix(), action, 1);
        if (kafka.find(topics.actions()).isEmpty()) {
            platform.topics().create(topics.actions(), 1, Map.of("cleanup.policy", "compact"));
        }
        apply(scorer.topic());
        scorer.write(0, Collections.nCopies(10, "good"));
        scorer.begin(0, 0);
        scorer.step(0, 4);
        awaitFrontier(4);
        watch = watch();
    }

    @AfterEach
    void close() {
        scorer.close();
    }

    @Test
    void whatWasNotReadOfADeletedTopicIsLostOnceAndFailsTheAuditUntilAcknowledged() {
        Instant seen = clock.instant();
        SourceWatch replica = watch();
        watch.look();
        replica.look();
        deleteTopic();

        watch.look();
        replica.look();
        assertThat(losses()).isEmpty();
        JsonNode early = audit();
        assertThat(early.path("holds").asBoolean()).isFalse();
        assertThat(early.at("/frontiers/0/statements/3/detail").asString())
                .startsWith(
                        "catching up: the topic was deleted, and nothing was told of the offsets [4, 11)");

        clock.pass(properties.lossDelay());
        watch.look();
        replica.look();
        watch.look();

        assertThat(lostTail.tell(scorer.frontier(0), 11, "again")).isFalse();
        assertThat(losses()).hasSize(1);
        JsonNode loss = losses().get(0);
        assertThat(loss.path("topicId").asString()).isEqualTo(scorer.topicId().toString());
        assertThat(loss.path("lo").asLong()).isEqualTo(4);
        assertThat(loss.path("hi").asLong()).isEqualTo(11);
        assertThat(loss.path("reason").asString())
                .isEqualTo(
                        "topic '%s' was deleted before this was read; it was seen to end at 11 at %s"
                                .formatted(scorer.topic(), seen));
        JsonNode audit = audit();
        assertThat(audit.at("/frontiers/0/statements/5/detail").asString())
                .isEqualTo("1 losses, of 7 offsets, that nobody has acknowledged");
        assertThat(audit.path("holds").asBoolean()).isFalse();
        service.post(
                "/api/losses/acknowledge",
                "{\"action\": \"%s\", \"all\": true, \"reason\": \"sent again\", \"who\": \"ada\"}"
                        .formatted(action));
        audit = service.get("/api/audit?recount=full&action=" + action);
        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isTrue();
    }

    @Test
    void itIsToldAlsoWhenTheServiceWasAwayWhileTheTopicWasDeleted() {
        watch.look();
        deleteTopic();

        SourceWatch afterRestart = watch();
        afterRestart.look();
        clock.pass(properties.lossDelay());
        afterRestart.look();

        assertThat(losses()).hasSize(1);
    }

    @Test
    void whereTheActionReadsTheTopicThatWasMadeAgainNobodyWaits() throws Exception {
        watch.look();
        deleteTopic();
        try (PaperScorer again = new PaperScorer(platform, topics.prefix(), action, 1)) {
            again.begin(0, 0);
            await().until(() -> frontiers() == 2);

            watch.look();

            assertThat(losses()).hasSize(1);
            assertThat(losses().get(0).path("reason").asString())
                    .startsWith("topic '%s' was deleted and made again".formatted(scorer.topic()));
        }
    }

    @Test
    void aTopicThatWasReadToItsEndIsNoLoss() {
        watch.look();
        scorer.step(0, 100);
        awaitFrontier(11);
        watch.look();

        deleteTopic();

        holdsWithoutLosses();
        assertThat(noted()).isZero();
    }

    @Test
    void neitherIsOneThatHasOnlyMarkersAndWhatWasTakenBackBehindItsLastMessage() {
        scorer.step(0, 100);
        awaitFrontier(11);
        try (KafkaProducer<byte[], byte[]> regretful = transactional()) {
            regretful.beginTransaction();
            send(regretful, scorer.topic(), "no".getBytes(StandardCharsets.UTF_8));
            regretful.flush();
            watch.look();
            watch.look();
            regretful.abortTransaction();
        }
        watch.look();
        watch.look();

        deleteTopic();

        holdsWithoutLosses();
    }

    @Test
    void aMessageBehindMarkersIsALoss() {
        scorer.step(0, 100);
        awaitFrontier(11);
        scorer.write(0, List.of("good"));
        watch.look();
        watch.look();
        watch.look();

        deleteTopic();
        waitOut();

        assertThat(losses()).hasSize(1);
        assertThat(losses().get(0).path("lo").asLong()).isEqualTo(11);
    }

    @Test
    void whatIsStillToldOfADeletedTopicIsNotLost() {
        watch.look();
        deleteTopic();
        watch.look();
        try (KafkaProducer<byte[], byte[]> slow = transactional()) {
            slow.beginTransaction();
            send(
                    slow,
                    topics.tracking(),
                    WireJson.mapper().writeValueAsBytes(scorer.span(0, 4, 11, 6)));
            slow.flush();
            clock.pass(properties.lossDelay());
            watch.look();
            assertThat(losses()).isEmpty();

            slow.commitTransaction();
        }
        awaitFrontier(11);

        holdsWithoutLosses();
    }

    @Test
    void aFrontierWhoseEventsAreParkedIsLeftToWhoeverAcceptsThem() {
        watch.look();
        scorer.tell(scorer.span(0, 6, 8, 2));
        await().until(
                        () ->
                                count(
                                                "SELECT count(*) FROM parked_event WHERE consumer_group LIKE '%.' || :action")
                                        == 1);
        deleteTopic();
        waitOut();

        assertThat(losses()).isEmpty();
        assertThat(audit().path("holds").asBoolean()).isFalse();
        assertThat(lostTail.tell(scorer.frontier(0), 11, "too early")).isFalse();
    }

    @Test
    void anActionThatIsDeletedOrReadsOtherTopicsHasLostNothing() {
        watch.look();
        apply("another");
        deleteTopic();

        holdsWithoutLosses();
        assertThat(noted()).isZero();

        apply(scorer.topic());
        holdsWithoutLosses();
    }

    @Test
    void neitherHasOneThatIsGone() {
        watch.look();
        platform.topics().send(topics.actions(), action, null);
        deleteTopic();

        holdsWithoutLosses();
    }

    @Test
    void aRunSaysItselfHowFarItReads() {
        Frontier frontier = scorer.frontier(0);
        Frontier run =
                new Frontier(
                        topics.runGroup(action, "r1"),
                        action,
                        frontier.topic(),
                        frontier.topicId(),
                        0);
        scorer.step(0, 100);
        scorer.tell(new TrackingEvent.Origin(run, 2, "paper", clock.instant()));
        await().until(() -> frontiers() == 2);
        awaitFrontier(11);
        watch.look();
        deleteTopic();

        holdsWithoutLosses();
    }

    private SourceWatch watch() {
        UnreadTable table = beans.getBean(UnreadTable.class);
        TrackingEnd end = beans.getBean(TrackingEnd.class);
        ActionTopic actions = beans.getBean(ActionTopic.class);
        EmptyTails tails = new EmptyTails(kafka, beans.getBean(RecordReader.class));
        GoneSources gone = new GoneSources(table, lostTail, end, actions, properties, clock);
        return new SourceWatch(table, tails, gone, kafka, topics, clock);
    }

    private void waitOut() {
        watch.look();
        clock.pass(properties.lossDelay());
        watch.look();
    }

    private void holdsWithoutLosses() {
        waitOut();
        assertThat(losses()).isEmpty();
        JsonNode audit = audit();
        assertThat(audit.path("holds").asBoolean()).as(audit.toPrettyString()).isTrue();
    }

    private void apply(String topic) {
        platform.topics()
                .send(
                        topics.actions(),
                        action,
                        "{\"action\": {\"name\": \"%s\", \"mode\": \"STREAM\", \"input\": {\"topics\": [\"%s\"]}}}"
                                .formatted(action, topic));
    }

    private void deleteTopic() {
        try (Admin admin = platform.admin()) {
            admin.deleteTopics(List.of(scorer.topic())).all().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        await().until(() -> kafka.find(scorer.topic()).isEmpty());
    }

    private KafkaProducer<byte[], byte[]> transactional() {
        KafkaProducer<byte[], byte[]> producer =
                platform.topics()
                        .producer(
                                Map.of(
                                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                        UUID.randomUUID().toString()));
        producer.initTransactions();
        return producer;
    }

    private void send(KafkaProducer<byte[], byte[]> producer, String topic, byte[] value) {
        Future<RecordMetadata> _ =
                producer.send(
                        new ProducerRecord<>(
                                topic,
                                scorer.frontier(0).key().getBytes(StandardCharsets.UTF_8),
                                value));
    }

    private JsonNode losses() {
        return service.get("/api/losses?action=" + action);
    }

    private JsonNode audit() {
        return service.get("/api/audit?action=" + action);
    }

    private void awaitFrontier(long next) {
        String first =
                "SELECT next_offset FROM frontier WHERE action = :action ORDER BY id LIMIT 1";
        await().until(() -> count("SELECT coalesce((" + first + "), -1)") == next);
    }

    private long frontiers() {
        return count("SELECT count(*) FROM frontier WHERE action = :action");
    }

    private long noted() {
        return count(
                "SELECT count(*) FROM unread_tail t JOIN frontier f ON f.id = t.frontier_id WHERE f.action = :action");
    }

    private long count(String sql) {
        return jdbc.sql(sql).param("action", action).query(Long.class).single();
    }
}
