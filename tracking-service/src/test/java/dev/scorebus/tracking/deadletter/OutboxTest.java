package dev.scorebus.tracking.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scorebus.message.Attempt;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import dev.scorebus.tracking.ServiceClient;
import dev.scorebus.tracking.deadletter.Outbox.Moment;
import dev.scorebus.tracking.source.Broker;
import dev.scorebus.tracking.source.SourceTopics;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The service's own loop is stopped; what publishes is told when to die.
@ScorebusTest(
        properties = {"scorebus.tracking.discovery=200ms", "scorebus.tracking.retry-delay=50ms"})
class OutboxTest {
    private static final AtomicInteger ACTIONS = new AtomicInteger();
    private static final int DEAD = 4;

    private final TestPlatform platform;
    private final ServiceClient service;
    private final JdbcClient jdbc;
    private final String prefix;
    private final BeanFactory beans;
    private final ReplayTable table;
    private String action;
    private PaperScorer scorer;

    OutboxTest(TestPlatform platform, JdbcClient jdbc, Environment environment, BeanFactory beans) {
        this.platform = platform;
        this.jdbc = jdbc;
        this.service = new ServiceClient(environment);
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
        this.beans = beans;
        this.table = beans.getBean(ReplayTable.class);
    }

    @BeforeEach
    void die() throws Exception {
        beans.getBean(OutboxLoop.class).stop();
        action = "outbox" + ACTIONS.incrementAndGet();
        scorer = new PaperScorer(platform, prefix, action, 1);
        platform.topics().create(Topics.retry(action), 2);
        scorer.write(0, Collections.nCopies(DEAD, "bad"));
        scorer.begin(0, 0);
        scorer.step(0, DEAD);
        await().until(() -> service.get("/api/dead-letters?action=" + action).size() == DEAD);
    }

    @AfterEach
    void close() {
        scorer.close();
        assertThat(publishAll()).isGreaterThanOrEqualTo(0);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aPublicationThatDiesAtAnyStepPublishesEachReplayOnce(Moment moment) {
        replay(DEAD);

        assertThatThrownBy(() -> outbox(dieAt(moment)).run()).isInstanceOf(Death.class);
        publishAll();

        assertThat(published()).isEqualTo(eachOnce());
    }

    @Test
    void anOutboxThatWakesUpAfterAnotherTookItsTurnPublishesNothing() {
        replay(DEAD);
        Outbox sleeper =
                outbox(
                        moment -> {
                            if (moment == Moment.COMMIT) {
                                loseTheDatabase();
                                await().until(this::publishAll, pages -> pages > 0);
                            }
                        });

        assertThatThrownBy(sleeper::run).isInstanceOf(RuntimeException.class);

        assertThat(published()).isEqualTo(eachOnce());
    }

    @Test
    void replicasThatTakeTurnsPublishEachReplayOnce() throws Exception {
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int offset = 0; offset < DEAD; offset++) {
            String body = named(offset);
            calls.add(() -> service.post("/api/dead-letters/replay", body).statusCode());
            calls.add(this::publishAll);
            calls.add(this::publishAll);
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (Future<Integer> one : threads.invokeAll(calls)) {
                assertThat(one.get()).isNotNull();
            }
        }
        await().until(
                        () -> {
                            publishAll();
                            return !table.isPending();
                        });

        assertThat(published()).isEqualTo(eachOnce());
    }

    @Test
    void aDatabaseThatLostTheLatestNumbersGivesNoneOfThemAgain() {
        replay(1);
        publishAll();
        long published = jdbc.sql("SELECT next_seq FROM replay_counter").query(Long.class).single();
        jdbc.sql("UPDATE replay_counter SET next_seq = 0").update();

        beans.getBean(TransactionTemplate.class).executeWithoutResult(_ -> table.forget(published));

        assertThat(jdbc.sql("SELECT next_seq FROM replay_counter").query(Long.class).single())
                .isEqualTo(published);
    }

    private Outbox outbox(Consumer<Moment> watch) {
        return new Outbox(
                table,
                beans.getBean(ReplayRecords.class),
                beans.getBean(Broker.class),
                beans.getBean(SourceTopics.class),
                new Topics(prefix),
                beans.getBean(TransactionTemplate.class),
                beans.getBean(InstantSource.class),
                watch);
    }

    private void loseTheDatabase() {
        int backend = jdbc.sql("SELECT pg_backend_pid()").query(Integer.class).single();
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<Boolean> ended =
                    other.submit(
                            () ->
                                    jdbc.sql("SELECT pg_terminate_backend(:pid)")
                                            .param("pid", backend)
                                            .query(Boolean.class)
                                            .single());
            await().until(ended::isDone);
        }
    }

    private int publishAll() {
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            return other.submit(
                            () -> {
                                int pages = 0;
                                while (outbox(_ -> {}).run()) {
                                    pages++;
                                }
                                return pages;
                            })
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void replay(int letters) {
        HttpResponse<String> answer =
                service.post(
                        "/api/dead-letters/replay",
                        "{\"action\": \"%s\", \"filter\": {}, \"limit\": %d}"
                                .formatted(action, letters));
        assertThat(WireJson.mapper().readTree(answer.body()).path("replayed").asInt())
                .as(answer.body())
                .isEqualTo(letters);
    }

    private String named(int offset) {
        return "{\"action\": \"%s\", \"messages\": [{\"topic\": \"%s\", \"partition\": 0, \"offset\": %d}]}"
                .formatted(action, scorer.topic(), offset);
    }

    private static Map<Long, Integer> eachOnce() {
        Map<Long, Integer> once = new TreeMap<>();
        for (long offset = 0; offset < DEAD; offset++) {
            once.put(offset, 1);
        }
        return once;
    }

    /// How often a `read_committed` reader finds each message in the retry topic.
    private Map<Long, Integer> published() {
        Map<Long, Integer> times = new TreeMap<>();
        List<TopicPartition> partitions =
                List.of(
                        new TopicPartition(Topics.retry(action), 0),
                        new TopicPartition(Topics.retry(action), 1));
        try (KafkaConsumer<byte[], byte[]> consumer =
                platform.topics().consumer("look", Map.of())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(
                            partition ->
                                    consumer.position(partition)
                                            < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    Attempt attempt = Attempt.read(record.headers()).orElseThrow();
                    assertThat(attempt.replay()).isEqualTo(1);
                    assertThat(attempt.number()).isEqualTo(1);
                    times.merge(attempt.message().offset(), 1, Integer::sum);
                }
            }
        }
        return times;
    }

    private static Consumer<Moment> dieAt(Moment last) {
        return moment -> {
            if (moment == last) {
                throw new Death();
            }
        };
    }

    private static final class Death extends RuntimeException {}
}
