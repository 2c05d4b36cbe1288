package dev.scorebus.train.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.model.Feature;
import dev.scorebus.model.FeatureContract;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.RegistryRecord;
import dev.scorebus.model.RegistryRecord.AliasMoved;
import dev.scorebus.model.Target;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.testkit.TestTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

@ScorebusTest(
        properties = {"scorebus.train.home=target/test-homes/registry", "scorebus.train.poll=50ms"})
class ModelRegistryTest {
    private final ModelRegistry registry;
    private final TransactionTemplate transaction;
    private final Topics topics;
    private final TestTopics kafka;
    private final TestPlatform platform;

    ModelRegistryTest(
            ModelRegistry registry,
            TransactionTemplate transaction,
            Topics topics,
            TestTopics kafka,
            TestPlatform platform) {
        this.registry = registry;
        this.transaction = transaction;
        this.topics = topics;
        this.kafka = kafka;
        this.platform = platform;
    }

    /// What the publisher tells of at its start it tells once more when it is owed; tests count what comes after.
    @BeforeEach
    void thePublisherHasToldAllItKnew() {
        register("first", "a");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> published("version/first//" + version("a")) > 0);
    }

    @Test
    void anAliasMovesOnlyFromWhereTheMoverSawIt() {
        register("moving", "a", "b");

        assertThat(registry.move("moving", null, "champion", version("a"), version("b")))
                .isEqualTo(new Move.Conflict(null));
        assertThat(registry.move("moving", null, "champion", version("a"), null))
                .isEqualTo(moved("moving", "a", 1));
        assertThat(registry.move("moving", null, "champion", version("b"), null))
                .isEqualTo(new Move.Conflict(alias("moving", "a", 1)));
        assertThat(registry.move("moving", null, "champion", version("b"), version("a")))
                .isEqualTo(moved("moving", "b", 2));
        assertThat(registry.move("moving", null, "champion", version("b"), version("b")))
                .isEqualTo(moved("moving", "b", 2));
        assertThat(registry.move("moving", null, "champion", version("c"), version("b")))
                .isEqualTo(new Move.NoSuchVersion());
    }

    @Test
    void aVersionThatIsAnothersIsNotMissedButSaidToBeTheirs() {
        register("whose", "e");
        transaction.executeWithoutResult(_ -> registry.register(model("whose", "d", "netty")));
        RegistryController controller = new RegistryController(registry);

        assertThatThrownBy(
                        () ->
                                controller.move(
                                        "whose",
                                        "champion",
                                        null,
                                        new RegistryController.AliasMove(version("d"), null)))
                .hasMessageContaining("has no version '%s' over all customers", version("d"))
                .hasMessageContaining("it is one of 'netty' (?customer=netty, --customer 'netty')");
        assertThatThrownBy(() -> controller.version("whose", "eeeeee", "netty"))
                .hasMessageContaining("has no version 'eeeeee' of 'netty'; it is one over all");
        assertThatThrownBy(() -> controller.version("whose", "f".repeat(64), null))
                .hasMessageEndingWith("has no version '%s'", "f".repeat(64));
    }

    @Test
    void ofManyMoversFromTheSamePlaceOneWins() throws Exception {
        String[] versions = {"0", "1", "2", "3", "4", "5", "6", "7"};
        register("raced", versions);
        try (ExecutorService movers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Move>> moves =
                    IntStream.range(0, versions.length)
                            .<Callable<Move>>mapToObj(
                                    i ->
                                            () ->
                                                    registry.move(
                                                            "raced",
                                                            null,
                                                            "champion",
                                                            version(versions[i]),
                                                            null))
                            .toList();

            int won = 0;
            for (Future<Move> move : movers.invokeAll(moves)) {
                won += move.get() instanceof Move.Moved ? 1 : 0;
            }

            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void aVersionThatIsRegisteredAgainStaysAsItIs() {
        register("twice", "a");
        register("twice", "a");

        assertThat(registry.newest("twice", null)).hasSize(1);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> published("version/twice//" + version("a")) == 1);
    }

    @Test
    void aVersionIsRegisteredOnlyAsPartOfEndingItsRun() {
        assertThatThrownBy(() -> registry.register(model("alone", "a")))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void aTransactionThatFailsTellsNobody() {
        transaction.executeWithoutResult(
                status -> {
                    registry.register(model("undone", "a"));
                    status.setRollbackOnly();
                });
        register("told", "a");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> published("version/told//" + version("a")) == 1);
        assertThat(published("version/undone//" + version("a"))).isZero();
        assertThat(registry.newest("undone", null)).isEmpty();
    }

    @Test
    void theTopicIsCompactedAndItsRecordsAreOfTheSharedVocabulary() throws Exception {
        register("shape", "a");
        registry.move("shape", null, "champion", version("a"), null);

        await().atMost(Duration.ofSeconds(60)).until(() -> published("alias/shape//champion") == 1);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topics.models());
        try (Admin admin = platform.admin()) {
            Map<ConfigResource, Config> found =
                    admin.describeConfigs(List.of(resource)).all().get();
            assertThat(found.values())
                    .allSatisfy(
                            config ->
                                    assertThat(config.get("cleanup.policy").value())
                                            .isEqualTo("compact"));
        }
        assertThat(records()).contains(alias("shape", "a", 1));
    }

    @Test
    void whileKafkaIsAwayModelsAreRegisteredAndPromotedAndToldInOrderWhenItIsBack() {
        platform.stopKafka();
        try {
            register("patient", "a", "b");
            registry.move("patient", null, "champion", version("a"), null);
            registry.move("patient", null, "champion", version("b"), version("a"));
            assertThat(registry.alias("patient", null, "champion"))
                    .hasValue(alias("patient", "b", 2));
        } finally {
            platform.startKafka();
        }

        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(
                        () ->
                                assertThat(records())
                                        .filteredOn(told -> told.key().contains("/patient/"))
                                        .extracting(ModelRegistryTest::word)
                                        .endsWith(
                                                "version " + version("a"),
                                                "version " + version("b"),
                                                "alias 1",
                                                "alias 2"));
    }

    private void register(String name, String... versions) {
        transaction.executeWithoutResult(
                _ -> {
                    for (String version : versions) {
                        registry.register(model(name, version));
                    }
                });
    }

    private long published(String key) {
        try {
            return records().stream().filter(told -> told.key().equals(key)).count();
        } catch (org.apache.kafka.common.errors.UnknownTopicOrPartitionException e) {
            return 0;
        }
    }

    private List<RegistryRecord> records() {
        return kafka.readAll(topics.models()).stream()
                .map(sent -> WireJson.mapper().readValue(sent.value(), RegistryRecord.class))
                .toList();
    }

    private static String word(RegistryRecord told) {
        return switch (told) {
            case RegistryRecord.Registered registered ->
                    "version " + registered.version().version();
            case AliasMoved moved -> "alias " + moved.revision();
        };
    }

    private static Move moved(String name, String version, long revision) {
        return new Move.Moved(alias(name, version, revision));
    }

    private static AliasMoved alias(String name, String version, long revision) {
        return new AliasMoved(name, null, "champion", version(version), revision);
    }

    private static String version(String digit) {
        return digit.repeat(64);
    }

    private static ModelVersion model(String name, String digit) {
        return model(name, digit, null);
    }

    private static ModelVersion model(String name, String digit, @Nullable String customer) {
        return new ModelVersion(
                name,
                version(digit),
                customer,
                "trees",
                "xgboost-ubj",
                1,
                new FeatureContract(List.of(Feature.number("a"))),
                new Target(Target.Type.REGRESSION, "t", List.of()),
                Map.of("mae", 1.0),
                Map.of(),
                new ModelVersion.Lineage("run", "d", "0".repeat(64), "1", 0, Instant.EPOCH));
    }
}
