package dev.scorebus.score.sink;

import static dev.scorebus.score.sink.DeliveryDraft.NOON;
import static dev.scorebus.score.sink.DeliveryDraft.SOURCE;
import static dev.scorebus.score.sink.DeliveryDraft.at;
import static dev.scorebus.score.sink.DeliveryDraft.shipment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scorebus.action.Action.Output;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.testkit.TestDatabase;
import dev.scorebus.testkit.TestPlatform;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresSinkTest {
    private final TestPlatform platform = TestPlatform.get();
    private final TestDatabase database = platform.newDatabase();
    private final List<Sink> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Sink::close);
        open.clear();
    }

    private Sink sink(String table, Output.Key key) {
        Sink sink =
                new PostgresSink(
                        new Output.Postgres("local", table, key),
                        new ScoreProperties.Connection(
                                database.url(),
                                database.user(),
                                database.password(),
                                "scores",
                                Duration.ofSeconds(5)));
        open.add(sink);
        return sink;
    }

    private List<String> ask(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(
                                database.url(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    private void tell(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(
                                database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            boolean _ = statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aScoreIsARowOfATableThatIsMadeWhenItIsMissing() {
        Sink sink = sink("made", Output.Key.MESSAGE);

        assertThat(sink.write(shipment(at(7).customer("netty/netty"), at(8)))).isEmpty();

        assertThat(ask("SELECT row_to_json(t)::text FROM scores.made t ORDER BY topic_offset"))
                .hasSize(2)
                .first()
                .asString()
                .contains(
                        "\"action\":\"act\"",
                        "\"topic\":\"pull-requests\"",
                        "\"topic_id\":\"%s\"".formatted(SOURCE.topicId()),
                        "\"topic_partition\":2",
                        "\"topic_offset\":7",
                        "\"event_id\":\"id-7\"",
                        "\"subject\":\"s7\"",
                        "\"customer\":\"netty/netty\"",
                        "\"value\":\"7.0\"",
                        "\"score\":{\"value\": 7.0, \"action\": \"act\"",
                        "\"model\":\"merge-time\"",
                        "\"scored_at\":\"2026-01-02T");
        assertThat(ask("SELECT (scored_at = '2026-01-02T12:00:00Z')::text FROM scores.made"))
                .containsOnly("true");
    }

    @Test
    void aMessageThatIsWrittenAgainHasOneRowAndTheLaterScoreCounts() {
        Sink sink = sink("again", Output.Key.MESSAGE);
        sink.write(shipment(at(1).value(10), at(2).value(20)));

        sink.write(
                shipment(
                        at(1).value(11).scoredAt(NOON.plusSeconds(1)),
                        at(2).value(19).scoredAt(NOON.minusSeconds(1))));

        assertThat(ask("SELECT value FROM scores.again ORDER BY topic_offset"))
                .containsExactly("11.0", "20.0");
    }

    @Test
    void aStaleOffsetNeverTakesThePlaceOfANewerOneOfItsSubject() {
        Sink sink = sink("by_subject", Output.Key.SUBJECT);
        sink.write(shipment(at(5).subject("a"), at(3).subject("a"), at(4).subject("b")));

        sink.write(shipment(at(2).subject("b").scoredAt(NOON.plusSeconds(9))));
        sink.write(shipment(at(4).subject("a").scoredAt(NOON.plusSeconds(9))));

        assertThat(ask("SELECT subject || topic_offset FROM scores.by_subject ORDER BY 1"))
                .containsExactly("a5", "b4");
        sink.write(shipment(at(6).subject("a")));
        assertThat(ask("SELECT subject || topic_offset FROM scores.by_subject ORDER BY 1"))
                .containsExactly("a6", "b4");
    }

    @Test
    void theNewerMessageOfASubjectCountsWhereOffsetsSayNothing() {
        Sink sink = sink("moved", Output.Key.SUBJECT);
        Source other = new Source(SOURCE.topic(), SOURCE.topicId(), 3);
        Source madeAgain = new Source(SOURCE.topic(), UUID.randomUUID(), 2);
        sink.write(shipment(at(900).subject("a").messageAt(NOON)));

        sink.write(shipment(at(1).of(other).subject("a").messageAt(NOON.minusSeconds(1))));
        assertThat(ask("SELECT topic_offset FROM scores.moved")).containsExactly("900");
        sink.write(shipment(at(2).of(other).subject("a").messageAt(NOON.plusSeconds(1))));
        assertThat(ask("SELECT topic_offset FROM scores.moved")).containsExactly("2");
        sink.write(shipment(at(0).of(madeAgain).subject("a").messageAt(NOON.plusSeconds(2))));
        assertThat(ask("SELECT topic_offset FROM scores.moved")).containsExactly("0");
    }

    @Test
    void aRowThatTheDatabaseRefusesIsRefusedAlone() {
        Sink sink = sink("picky", Output.Key.MESSAGE);
        sink.write(shipment());
        sink.write(shipment(at(0)));
        tell("ALTER TABLE scores.picky ADD CHECK (value <> '3.0')");

        List<Refusal> refusals =
                sink.write(shipment(at(1), at(2).subject("nul \u0000 byte"), at(3), at(4)));

        assertThat(refusals).extracting(Refusal::index).containsExactlyInAnyOrder(1, 2);
        assertThat(refusals)
                .allSatisfy(
                        refusal ->
                                assertThat(refusal.why())
                                        .startsWith(
                                                "PostgreSQL connection 'local' refused the score:"
                                                        + " ERROR: ")
                                        .doesNotContain("Detail", "Failing row"));
        assertThat(ask("SELECT topic_offset FROM scores.picky ORDER BY 1"))
                .containsExactly("0", "1", "4");
    }

    @Test
    void aTableThatDoesNotFitIsToldAndNotTouched() {
        tell("CREATE SCHEMA IF NOT EXISTS own");
        tell("CREATE TABLE own.foreign_table (action text, topic text, topic_id text)");
        sink("own.keyed", Output.Key.SUBJECT).write(shipment(at(1)));

        assertThatThrownBy(
                        () -> sink("own.foreign_table", Output.Key.MESSAGE).write(shipment(at(1))))
                .isInstanceOf(SinkUnavailableException.class)
                .hasMessage(
                        "PostgreSQL connection 'local': table own.foreign_table has column"
                                + " 'topic_id' of type text; it needs column 'topic_id' of type uuid");
        assertThatThrownBy(() -> sink("own.keyed", Output.Key.MESSAGE).write(shipment(at(1))))
                .isInstanceOf(SinkUnavailableException.class)
                .hasMessageContaining(
                        "table own.keyed has no unique index over (action, topic_id,"
                                + " topic_partition, topic_offset)");
    }

    @Test
    void aConnectionThatWasEndedIsMadeAnewAndADatabaseThatIsAwayIsToldAsAway() {
        Sink sink = sink("away", Output.Key.MESSAGE);
        sink.write(shipment(at(1)));
        assertThat(
                        ask(
                                "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE"
                                        + " application_name = 'scorebus' AND datname ="
                                        + " current_database()"))
                .contains("true");

        assertThat(sink.write(shipment(at(2)))).isEmpty();

        platform.stopPostgres();
        try {
            assertThatThrownBy(() -> sink.write(shipment(at(3))))
                    .isInstanceOf(SinkUnavailableException.class)
                    .hasMessageStartingWith("PostgreSQL connection 'local': ");
        } finally {
            platform.startPostgres();
        }
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(SinkUnavailableException.class)
                .until(() -> sink.write(shipment(at(3))).isEmpty());
        assertThat(ask("SELECT topic_offset FROM scores.away ORDER BY 1"))
                .containsExactly("1", "2", "3");
    }
}
