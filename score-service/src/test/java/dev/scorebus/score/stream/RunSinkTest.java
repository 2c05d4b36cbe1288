package dev.scorebus.score.stream;

import static dev.scorebus.score.stream.StreamFixture.header;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action.Output;
import dev.scorebus.batch.BatchPlan;
import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.BatchRun;
import dev.scorebus.batch.BatchRun.State;
import dev.scorebus.batch.Source;
import dev.scorebus.batch.Source.TopicRange;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.batch.MortalSources;
import dev.scorebus.score.fixture.FakeGate;
import dev.scorebus.score.fixture.FlakyKind;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.testkit.TestDatabase;
import dev.scorebus.testkit.TestPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/// Batch runs whose scores go to a topic, a table and files at once.
@TestPropertySource(
        properties = {
            "scorebus.score.batch.page=50",
            "scorebus.score.batch.parallel=4",
            "scorebus.score.batch.poll=50ms",
            "scorebus.score.stream.max-backoff=500ms"
        })
class RunSinkTest extends StreamScenario {
    private static final String VERSION = "fedcba9876543210".repeat(4);
    private static final int MESSAGES = 400;
    private static final TestDatabase DATABASE = TestPlatform.get().newDatabase();

    private static final Path FOLDER = newFolder();

    private final FlakyKind program;
    private final MortalSources sources;
    private @Nullable FakeGate opened;

    RunSinkTest(Scene scene, FlakyKind program, MortalSources sources) {
        super(scene);
        this.program = program;
        this.sources = sources;
    }

    @DynamicPropertySource
    static void sinks(DynamicPropertyRegistry registry) {
        registry.add("scorebus.score.connections.scores.url", DATABASE::url);
        registry.add("scorebus.score.connections.scores.username", DATABASE::user);
        registry.add("scorebus.score.connections.scores.password", DATABASE::password);
        registry.add("scorebus.score.connections.scores.schema", () -> "scores");
        registry.add("scorebus.score.files.folder", () -> FOLDER);
    }

    /// It is there before the service is.
    private static Path newFolder() {
        try {
            return Files.createTempDirectory(Path.of("target"), "run-sinks").toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.flaky("flaky", 1));
    }

    @BeforeAll
    void openGate() {
        opened = new FakeGate(trainService());
    }

    private FakeGate gate() {
        return requireNonNull(opened);
    }

    private StreamFixture fixture(String name, String table, Output.Format format) {
        StreamFixture stream = fixture(name, 2);
        stream.putAction(
                stream.draft()
                        .flaky()
                        .batch()
                        .output(new Output.Postgres("scores", table, Output.Key.MESSAGE))
                        .output(new Output.File("runs", format))
                        .done());
        return stream;
    }

    private static void send(StreamFixture stream, String prefix, int to) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < to; i++) {
            records.add(stream.event(prefix + i, "{\"id\": \"%s%d\"}".formatted(prefix, i)));
        }
        stream.send(records);
    }

    private String submit(StreamFixture stream, Source source, @Nullable BatchPlan plan) {
        return gate().submit(
                        new BatchRequest(stream.action(), source, null, null, "tests", null), plan);
    }

    private static Source all(StreamFixture stream) {
        return Source.of(new TopicRange(stream.source(), null, null));
    }

    /// Has the worker of a run killed, twice, and gives the run to another each time.
    private BatchRun endedAfterDeaths(StreamFixture stream, CrashPoint point, String run) {
        until(() -> sources.isDead(stream.action()));
        sources.kill(stream.action(), point, 2);
        gate().handOver(run);
        until(() -> sources.isDead(stream.action()));
        gate().handOver(run);
        return ended(run);
    }

    private BatchRun ended(String run) {
        until(() -> gate().run(run).state().isEnd());
        BatchRun ended = gate().run(run);
        assertThat(ended.state()).as(String.valueOf(ended.error())).isEqualTo(State.DONE);
        return ended;
    }

    @ParameterizedTest
    @EnumSource(CrashPoint.class)
    void aRunOverATopicThatIsKilledBetweenWriteAndCommitHasEachScoreOnceEverywhere(CrashPoint point)
            throws IOException {
        String name = point.name().toLowerCase(Locale.ROOT);
        StreamFixture stream =
                fixture("range-" + name.replace('_', '-'), "range_" + name, Output.Format.JSONL);
        send(stream, "e-", MESSAGES);
        sources.kill(stream.action(), point, 3);
        String run = submit(stream, all(stream), null);

        BatchRun ended = endedAfterDeaths(stream, point, run);

        assertThat(requireNonNull(ended.progress()).scored()).isEqualTo(MESSAGES);
        List<String> wanted = ids("e-");
        assertThat(stream.scoresById())
                .containsOnlyKeys(wanted)
                .allSatisfy((_, n) -> assertThat(n).isOne());
        assertThat(ask("SELECT event_id FROM scores.range_" + name))
                .containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(lines(stream, run).map(RunSinkTest::id))
                .containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(files(stream, run).filter(file -> file.toString().endsWith(".pending")))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(CrashPoint.class)
    void aRunOverADataSetThatIsKilledBetweenWriteAndCommitHasEachRowOnceEverywhere(CrashPoint point)
            throws IOException {
        String name = point.name().toLowerCase(Locale.ROOT);
        StreamFixture stream =
                fixture("rows-" + name.replace('_', '-'), "rows_" + name, Output.Format.CSV);
        gate().rows(
                        VERSION,
                        IntStream.range(0, MESSAGES)
                                .mapToObj(
                                        i ->
                                                "{\"row\": %d, \"line\": %d, \"data\": {\"id\": \"r-%d\"}}"
                                                        .formatted(i, i + 2, i))
                                .toList());
        sources.kill(stream.action(), point, 3);
        String run =
                submit(
                        stream,
                        Source.of(new Source.DataSetRef("numbers", VERSION)),
                        BatchPlan.ofDataSet("numbers", VERSION, MESSAGES));

        BatchRun _ = endedAfterDeaths(stream, point, run);

        List<String> wanted = IntStream.range(0, MESSAGES).mapToObj(String::valueOf).toList();
        assertThat(stream.scoresById())
                .hasSize(MESSAGES)
                .allSatisfy((_, n) -> assertThat(n).isOne());
        assertThat(
                        ask(
                                "SELECT topic_offset FROM scores.rows_%s WHERE topic = 'data-set/numbers' AND message_at = 'epoch'"
                                        .formatted(name)))
                .containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(lines(stream, run).filter(line -> !line.startsWith("action,")))
                .extracting(line -> line.split(",", -1)[4])
                .containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void whileATableCannotBeWrittenTheRunWaitsAndSaysWhyAndUsesNoAttempt() throws IOException {
        StreamFixture stream = fixture("away", "away", Output.Format.JSONL);
        tell("CREATE SCHEMA IF NOT EXISTS scores");
        tell("CREATE TABLE scores.away (action text)");
        send(stream, "a-", 60);
        stream.send(List.of(stream.event("late", "{\"id\": \"late\", \"fails\": 2}")));
        String run = submit(stream, all(stream), null);
        String why = "PostgreSQL connection 'scores': table scores.away has no column 'topic'";

        until(() -> String.valueOf(gate().run(run).note()).startsWith(why));

        assertThat(stream.scoresById()).isEmpty();
        tell("DROP TABLE scores.away");
        BatchRun ended = ended(run);
        assertThat(ended.note()).isNull();
        assertThat(stream.scoresById()).hasSize(61);
        assertThat(ask("SELECT event_id FROM scores.away")).hasSize(61);
        assertThat(lines(stream, run)).hasSize(61);
        assertThat(IntStream.range(0, 60).map(i -> program.tries("a-" + i))).containsOnly(1);
        assertThat(program.tries("late")).isEqualTo(3);
    }

    @Test
    void whatATableRefusesIsADeadLetterOfTheRunAndItsNeighboursAreScored() throws IOException {
        StreamFixture stream = fixture("refused", "refused", Output.Format.JSONL);
        tell("CREATE SCHEMA IF NOT EXISTS scores");
        send(stream, "first-", 1);
        BatchRun _ = ended(submit(stream, all(stream), null));
        tell("ALTER TABLE scores.refused ADD CHECK (event_id <> 'x-3')");
        send(stream, "x-", 20);

        String run = submit(stream, all(stream), null);

        assertThat(requireNonNull(ended(run).progress()).dead()).isOne();
        assertThat(ask("SELECT event_id FROM scores.refused")).hasSize(20).doesNotContain("x-3");
        assertThat(lines(stream, run).map(RunSinkTest::id)).hasSize(20).doesNotContain("x-3");
        assertThat(stream.scoresById()).doesNotContainKey("x-3").containsEntry("x-4", 1);
        assertThat(header(stream.readDeadLetters().getFirst(), "__dlq.errors.message"))
                .startsWith("PostgreSQL connection 'scores' refused the score:");
        assertThat(stream.story("x-3")).hasSize(1);
    }

    @Test
    void aRunThatWouldWriteWhereItReadsOrWhereNothingIsFailsAndScoresNothing() {
        StreamFixture stream = fixture("loops", "loops", Output.Format.JSONL);
        send(stream, "l-", 5);

        for (String read :
                List.of(
                        stream.source(),
                        Topics.retry(stream.action()),
                        Topics.deadLetters(stream.action()))) {
            assertThat(refusal(stream, new Output.Topic(read)))
                    .contains("scores there would be taken for messages");
        }
        assertThat(refusal(stream, new Output.Postgres("nowhere", "t", Output.Key.MESSAGE)))
                .contains("outputs[0].postgres.connection: connection 'nowhere' is not among");
        assertThat(stream.scoresById()).isEmpty();
        assertThat(program.tries("l-0")).isZero();
    }

    private String refusal(StreamFixture stream, Output output) {
        BatchRequest request =
                new BatchRequest(
                        stream.action(), all(stream), List.of(output), null, "tests", null);
        String run = gate().submit(request, null);
        until(() -> gate().run(run).state().isEnd());
        return String.valueOf(gate().run(run).error());
    }

    private static List<String> ids(String prefix) {
        return IntStream.range(0, MESSAGES).mapToObj(i -> prefix + i).toList();
    }

    private static String id(String line) {
        return WireJson.mapper().readTree(line).at("/message/id").asString();
    }

    /// The lines of a run's files.
    private static Stream<String> lines(StreamFixture stream, String run) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file :
                files(stream, run).filter(file -> !file.toString().endsWith(".pending")).toList()) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines.stream();
    }

    private static Stream<Path> files(StreamFixture stream, String run) throws IOException {
        Path of = FOLDER.resolve("runs").resolve(stream.action()).resolve("run-" + run);
        try (Stream<Path> files = Files.walk(of)) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }

    private static List<String> ask(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect();
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

    private static void tell(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            boolean _ = statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(DATABASE.url(), DATABASE.user(), DATABASE.password());
    }
}
