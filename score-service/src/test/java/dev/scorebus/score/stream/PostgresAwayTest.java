package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Output;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.testkit.TestDatabase;
import dev.scorebus.testkit.TestPlatform;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// The whole service, with a database that goes away while it scores.
class PostgresAwayTest extends StreamScenario {
    private static final TestDatabase DATABASE = TestPlatform.get().newDatabase();

    private final StreamSupervisor supervisor;

    PostgresAwayTest(Scene scene, StreamSupervisor supervisor) {
        super(scene);
        this.supervisor = supervisor;
    }

    @DynamicPropertySource
    static void connection(DynamicPropertyRegistry registry) {
        registry.add("scorebus.score.connections.results.url", DATABASE::url);
        registry.add("scorebus.score.connections.results.username", DATABASE::user);
        registry.add("scorebus.score.connections.results.password", DATABASE::password);
        registry.add("scorebus.score.connections.results.timeout", () -> "2s");
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.classes("merge-time", null, 1));
    }

    @Test
    void consumptionWaitsWhileTheDatabaseOfASinkIsAwayAndGoesOnByItself() throws Exception {
        StreamFixture stream = fixture("to-a-table", 2);
        Action action =
                stream.draft()
                        .output(new Output.Postgres("results", "scores", Output.Key.MESSAGE))
                        .done();
        stream.sendEvents("e", 0, 50);
        stream.putAction(action);
        until(() -> stream.records() == 50);
        platform.stopPostgres();
        try {
            stream.sendEvents("e", 50, 90);
            until(() -> supervisor.status(action.name()).state() == State.WAITING);
            assertThat(supervisor.status(action.name()).reason())
                    .startsWith("PostgreSQL connection 'results': ");
            assertThat(stream.records()).isEqualTo(50);
        } finally {
            platform.startPostgres();
        }

        until(() -> stream.records() == 90 && stream.scoresById().size() == 90);

        assertThat(rows()).isEqualTo(90);
        assertThat(stream.spans()).allMatch(span -> span.exceptions().isEmpty());
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        until(() -> supervisor.status(action.name()).state() == State.RUNNING);
    }

    @Test
    void aConnectionThatNobodyKnowsIsToldInTheStatusOfTheAction() {
        StreamFixture stream = fixture("to-nowhere", 1);
        stream.putAction(
                stream.draft()
                        .output(new Output.Postgres("nowhere", "scores", Output.Key.MESSAGE))
                        .done());

        until(() -> supervisor.status(stream.action()).state() == State.FAILED);

        assertThat(supervisor.status(stream.action()).reason())
                .isEqualTo(
                        "connection 'nowhere' is not among this service's settings (scorebus.score.connections); known: results");
    }

    private static long rows() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                DATABASE.url(), DATABASE.user(), DATABASE.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM scores")) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }
}
