package dev.scorebus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlatformCondition.class)
class TestPlatformTest {
    private final TestPlatform platform = TestPlatform.get();

    @Test
    void eachCallGivesAnEmptyDatabaseOfItsOwn() throws SQLException {
        TestDatabase one = platform.newDatabase();
        TestDatabase other = platform.newDatabase();

        assertThat(one.url()).isNotEqualTo(other.url());
        execute(one, "create table kept (number int)");
        execute(other, "create table kept (number int)");
    }

    @Test
    void prefixesAreNotGivenTwice() {
        String one = platform.newTopicPrefix();

        assertThat(platform.newTopicPrefix()).isNotEqualTo(one);
    }

    @Test
    void postgresCanBeTakenAwayAndComesBackWithItsData() throws SQLException {
        TestDatabase database = platform.newDatabase();
        execute(database, "create table kept (number int)");

        platform.stopPostgres();
        try {
            assertThatThrownBy(() -> execute(database, "select 1"))
                    .isInstanceOf(SQLException.class);
        } finally {
            platform.startPostgres();
        }

        execute(database, "insert into kept values (1)");
    }

    @Test
    void kafkaCanBeTakenAwayAndComesBackWithItsData() {
        String topic = platform.newTopicPrefix();
        platform.topics().create(topic, 1);
        platform.topics().send(topic, "a", "1");

        platform.stopKafka();
        platform.startKafka();

        assertThat(platform.topics().readValues(topic)).containsExactly("1");
    }

    @Test
    void containersWithoutDockerAreSkippedWithTheReason() {
        assumeThat(InfrastructureChoice.CONTAINERS.obstacle()).isPresent();

        assertThat(InfrastructureChoice.CONTAINERS.obstacle())
                .contains("-Dscorebus.infra=containers was asked for and no Docker answers here");
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.createStatement().execute(sql);
        }
    }
}
