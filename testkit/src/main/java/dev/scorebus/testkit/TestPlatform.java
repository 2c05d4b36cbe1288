package dev.scorebus.testkit;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// The real broker and the real database that all tests of one JVM share. Each test class takes a database and a topic
/// prefix of its own, so that classes do not see each other.
public final class TestPlatform {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static @Nullable TestPlatform instance;

    private final Infrastructure infrastructure;

    private TestPlatform(Infrastructure infrastructure) {
        this.infrastructure = infrastructure;
    }

    /// The platform of this JVM; started by the first call, stopped when the JVM ends. Where it cannot be had (containers
    /// without Docker) the calling test is skipped with the reason.
    public static synchronized TestPlatform get() {
        if (instance == null) {
            InfrastructureChoice choice = InfrastructureChoice.made();
            choice.obstacle().ifPresent(Assumptions::abort);
            instance = new TestPlatform(choice.start());
        }
        return instance;
    }

    /// For `bootstrap.servers`.
    public String bootstrapServers() {
        return infrastructure.bootstrapServers();
    }

    /// Makes an empty database.
    public TestDatabase newDatabase() {
        String url = infrastructure.createDatabase("test_" + COUNTER.incrementAndGet());
        return new TestDatabase(url, infrastructure.user(), infrastructure.password());
    }

    /// A prefix that no other test uses, for topics, groups and transactional ids.
    public String newTopicPrefix() {
        return "test-" + COUNTER.incrementAndGet();
    }

    /// An admin client; the caller closes it.
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    /// Topics made, written and read by hand.
    public TestTopics topics() {
        return new TestTopics(this);
    }

    /// Takes Kafka away; give it back by [#startKafka] in a `finally`, the next test needs it.
    public void stopKafka() {
        infrastructure.stopKafka();
    }

    /// Gives Kafka back, with the same port and data.
    public void startKafka() {
        infrastructure.startKafka();
    }

    /// Takes PostgreSQL away and ends its connections; give it back by [#startPostgres] in a `finally`.
    public void stopPostgres() {
        infrastructure.stopPostgres();
    }

    /// Gives PostgreSQL back, with the same port and data.
    public void startPostgres() {
        infrastructure.startPostgres();
    }
}
