package dev.scorebus.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.message.Topics;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestDatabase;
import dev.scorebus.testkit.TestPlatform;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Whatever is taken away in the middle, the fold goes on where it was, and the audit holds.
@ScorebusTest(
        properties = {
            "scorebus.tracking.discovery=200ms",
            "scorebus.tracking.retry-delay=50ms",
            "scorebus.tracking.max-poll-records=7"
        })
class RecoveryTest {
    private static final AtomicInteger ACTIONS = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestPlatform platform;
    private final TestDatabase database;
    private final JdbcClient jdbc;
    private final ServiceClient service;
    private final String prefix;
    private String action;
    private PaperScorer scorer;

    RecoveryTest(
            TestPlatform platform,
            TestDatabase database,
            JdbcClient jdbc,
            Environment environment) {
        this.platform = platform;
        this.database = database;
        this.jdbc = jdbc;
        this.service = new ServiceClient(environment);
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    @BeforeEach
    void open() throws Exception {
        action = "recovers" + ACTIONS.incrementAndGet();
        scorer = new PaperScorer(platform, prefix, action, 2);
        for (int partition = 0; partition < 2; partition++) {
            scorer.write(partition, Collections.nCopies(100, "good"));
            scorer.begin(partition, 0);
        }
    }

    @AfterEach
    void close() {
        scorer.close();
    }

    @Test
    void scoringGoesOnWhileTheDatabaseIsAwayAndTheLedgerCatchesUp() {
        score(0, 10);
        platform.stopPostgres();
        try {
            score(0, 30);
            score(1, 50);
        } finally {
            platform.startPostgres();
        }
        score(1, 10);

        holds(100);
    }

    @Test
    void aFoldWhoseConnectionsAreKilledAgainAndAgainLosesAndDoublesNothing() {
        for (int i = 0; i < 20; i++) {
            score(i % 2, 5);
            killConnections();
        }

        holds(100);
    }

    @Test
    void theFoldOutlivesABrokerThatGoesAndComesBack() {
        score(0, 20);
        platform.stopKafka();
        platform.startKafka();
        score(1, 20);

        holds(40);
    }

    @Test
    void twoReplicasFoldOneTopicAndOneGoesOnWithoutTheOther() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("server.port", 0);
        settings.put("management.server.port", 0);
        settings.put("spring.kafka.bootstrap-servers", platform.bootstrapServers());
        settings.put("spring.datasource.url", database.url());
        settings.put("spring.datasource.username", database.user());
        settings.put("spring.datasource.password", database.password());
        settings.put("scorebus.topic-prefix", prefix);
        settings.put("scorebus.tracking.max-poll-records", 3);
        String[] arguments =
                settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new);
        try (ConfigurableApplicationContext second = TrackingMain.application().run(arguments)) {
            for (int i = 0; i < 40; i++) {
                score(i % 2, 2);
            }
            assertThat(second.isRunning()).isTrue();
            holds(80);
        }
        score(0, 20);

        holds(100);
    }

    @Test
    void trackingRecordsThatWereDeletedBeforeTheyWereFoldedAreMissedAloud() throws Exception {
        score(0, 10);
        holds(10);
        String topic = new Topics(prefix).tracking();
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        for (int partition = 0; partition < 3; partition++) {
            all.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(-1));
        }
        try (Admin admin = platform.admin()) {
            admin.deleteRecords(all).all().get();
        }
        int positions =
                jdbc.sql("UPDATE tracking_position SET next_offset = 0 WHERE next_offset > 0")
                        .update();
        killConnections();
        score(0, 10);

        await().atMost(PATIENCE).until(() -> deleted() == positions);
        JsonNode audit = service.get("/api/audit");
        assertThat(audit.path("holds").asBoolean()).isFalse();
        assertThat(audit.path("problems").toString())
                .contains("were deleted before they were folded");
        jdbc.sql("DELETE FROM parked_event").update();
        holds(20);
    }

    private long deleted() {
        return jdbc.sql("SELECT count(*) FROM parked_event WHERE why = 'DELETED'")
                .query(Long.class)
                .single();
    }

    private void score(int partition, int records) {
        scorer.step(partition, records);
    }

    private void killConnections() {
        JdbcClient.create(database.dataSource())
                .sql(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                         WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """)
                .query(Boolean.class)
                .list();
    }

    private void holds(int records) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> {
                            JsonNode audit =
                                    service.get("/api/audit?recount=full&action=" + action);
                            assertThat(audit.path("holds").asBoolean())
                                    .as(audit.toPrettyString())
                                    .isTrue();
                            assertThat(audit.path("records").asInt()).isEqualTo(records);
                        });
    }
}
