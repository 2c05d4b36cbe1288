package dev.scorebus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ContextCustomizer;

@ScorebusTest(classes = TinyMain.class, properties = "tiny.size=3")
class ScorebusTestTest {
    private final Environment environment;
    private final TestPlatform platform;
    private final TestDatabase database;
    private final TestTopics topics;

    ScorebusTestTest(
            Environment environment,
            TestPlatform platform,
            TestDatabase database,
            TestTopics topics) {
        this.environment = environment;
        this.platform = platform;
        this.database = database;
        this.topics = topics;
    }

    @Test
    void theServiceIsStartedByItsOwnMain() {
        assertThat(environment.getProperty("tiny.colour")).isEqualTo("green");
        assertThat(environment.getProperty("tiny.size")).isEqualTo("3");
    }

    @Test
    void theServiceFindsBrokerAndDatabaseByTheProductionProperties() throws SQLException {
        assertThat(environment.getProperty("spring.kafka.bootstrap-servers"))
                .isEqualTo(platform.bootstrapServers());
        assertThat(environment.getProperty("spring.datasource.url")).isEqualTo(database.url());
        assertThat(environment.getProperty("management.server.port")).isEqualTo("0");
        database.dataSource().getConnection().close();
    }

    @Test
    void itsTopicsAreItsOwn() {
        String prefix = environment.getRequiredProperty("scorebus.topic-prefix");

        topics.create(prefix + ".letters", 1);

        assertThat(topics.readAll(prefix + ".letters")).isEmpty();
    }

    @Test
    void classesShareNoContextAndNestedClassesShareThatOfTheirOutermost() {
        assertThat(wiring(ScorebusTestTest.class)).isNotEqualTo(wiring(TestPlatformTest.class));
        assertThat(wiring(Inner.class)).isEqualTo(wiring(ScorebusTestTest.class));
    }

    private static ContextCustomizer wiring(Class<?> testClass) {
        return new PlatformWiring.Factory().createContextCustomizer(testClass, List.of());
    }

    @Nested
    class Inner {
        @Test
        void aNestedTestReachesTheSameService() {
            assertThat(environment.getProperty("spring.datasource.url")).isEqualTo(database.url());
        }
    }
}
