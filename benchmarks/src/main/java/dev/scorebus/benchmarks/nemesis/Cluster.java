package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.benchmarks.service.KafkaTopics;
import dev.scorebus.benchmarks.service.ModelShelf;
import dev.scorebus.benchmarks.service.Patience;
import dev.scorebus.benchmarks.service.Python;
import dev.scorebus.benchmarks.service.StreamAction;
import dev.scorebus.benchmarks.service.TemporaryFolder;
import dev.scorebus.local.BrokerMain;
import dev.scorebus.local.LocalPlatform;
import dev.scorebus.local.LocalSettings;
import dev.scorebus.local.fault.FaultProxy;
import dev.scorebus.message.Topics;
import dev.scorebus.tracking.TrackingMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import tools.jackson.databind.JsonNode;

/// Some score-services and one tracking-service as processes of their own, beside a broker and a database; each part can be taken away
/// and brought back. All is gone when it is closed. When this JVM is killed instead, the services end with it, and the next run of tests
/// ends the database.
public final class Cluster implements AutoCloseable {
    private static final Topics TOPICS = new Topics("nemesis");
    private static final int MOST_DEATHS = 3;
    private static final Patience START = new Patience(Duration.ofMinutes(5));
    // What the next run of tests clears away begins like this.
    private static final String HOME = "scorebus-test-nemesis";
    private static final String PROGRAMS = "programs";

    private final ClusterSettings settings;
    private final TemporaryFolder home;
    private final LocalPlatform local;
    private final Lines lines;
    private final JvmProcess broker;
    private final KafkaTopics kafka;
    private final ModelShelf shelf;
    private final List<ServiceProcess> scorers = new ArrayList<>();
    private final ServiceProcess spare;
    private final ServiceProcess tracking;

    private Cluster(
            ClusterSettings settings, TemporaryFolder home, LocalPlatform local, ModelShelf shelf)
            throws IOException {
        this.settings = settings;
        this.home = home;
        this.local = local;
        this.shelf = shelf;
        Path logs = settings.logs().toAbsolutePath();
        lines = Lines.open(settings.scorers() + 1, local.postgresPort());
        kafka = new KafkaTopics("127.0.0.1:" + lines.brokerPort());
        broker = broker(logs);
        for (int i = 0; i < settings.scorers(); i++) {
            scorers.add(newScorer(i));
        }
        spare = newScorer(settings.scorers());
        tracking =
                ServiceProcess.of(
                        "tracking-service",
                        TrackingMain.class,
                        settings,
                        shared(lines.tracking()),
                        "--scorebus.tracking.discovery=1s",
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:%d/%s"
                                .formatted(lines.database().port(), LocalPlatform.DATABASE),
                        "--spring.datasource.username=" + local.user(),
                        "--spring.datasource.password=" + local.password());
    }

    private JvmProcess broker(Path logs) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.add(home.path().resolve("kafka").toString());
        arguments.add(String.valueOf(lines.brokerPort()));
        lines.doors().forEach(door -> arguments.add(door.toString()));
        return JvmProcess.of("broker", BrokerMain.class, logs, List.of("-Xmx384m"), arguments);
    }

    private ServiceProcess newScorer(int number) throws IOException {
        String stream = "--scorebus.score.stream.";
        String name = "score-service-" + number;
        return ServiceProcess.of(
                name,
                BrittleScoreMain.class,
                settings,
                shared(lines.scorer(number)),
                "--scorebus.score.artefacts=" + shelf.uri(),
                "--scorebus.score.models.cache=" + home.path().resolve(name),
                "--scorebus.score.programs.folder=" + home.path().resolve(PROGRAMS),
                "--scorebus.score.programs.environment[PYTHONPATH]=" + Python.sdk(),
                stream + "session-timeout=" + settings.sessionTimeout().toMillis() + "ms",
                stream + "max-poll-records=" + settings.maxPollRecords(),
                stream + "transaction-timeout=3s",
                stream + "max-backoff=1s");
    }

    private static List<String> shared(FaultProxy toBroker) {
        return List.of(
                "--logging.level.root=warn",
                "--logging.level.dev.scorebus=info",
                "--spring.main.banner-mode=off",
                "--scorebus.topic-prefix=" + TOPICS.prefix(),
                "--spring.kafka.bootstrap-servers=127.0.0.1:" + toBroker.port());
    }

    /// Starts everything, lets `model` be the champion, and returns when all parts are ready.
    public static Cluster start(BenchModel model, ClusterSettings settings)
            throws IOException, InterruptedException {
        Path _ = Files.createDirectories(settings.logs().toAbsolutePath());
        ModelShelf shelf = new ModelShelf(model);
        Path disk = settings.disk();
        TemporaryFolder home =
                disk == null ? TemporaryFolder.create(HOME) : TemporaryFolder.create(disk, HOME);
        LocalPlatform local = LocalPlatform.startDatabase(LocalSettings.withFreePorts(home.path()));
        Cluster cluster = new Cluster(settings, home, local, shelf);
        boolean ready = false;
        try {
            Science.install(home.path().resolve(PROGRAMS));
            cluster.broker.start();
            cluster.awaitBroker();
            cluster.processes().forEach(ServiceProcess::start);
            cluster.shelf.promote(cluster.kafka, TOPICS);
            cluster.awaitReady();
            ready = true;
            return cluster;
        } finally {
            if (!ready) {
                cluster.close();
            }
        }
    }

    private Stream<ServiceProcess> processes() {
        return Stream.concat(scorers.stream(), Stream.of(tracking));
    }

    /// Waits until every score-service can score and tracking-service can answer, and starts what ended by itself.
    ///
    /// @throws IllegalStateException if one of them ends again and again
    public void awaitReady() {
        awaitBroker();
        scorers.forEach(scorer -> awaitReady(scorer, shelf.readiness()));
        awaitReady(tracking, "/readyz");
    }

    private void awaitBroker() {
        AtomicInteger deaths = new AtomicInteger();
        START.until(
                broker + " answers",
                () -> {
                    if (broker.revive() && deaths.incrementAndGet() > MOST_DEATHS) {
                        throw new IllegalStateException(broker + " ends whenever it is started");
                    }
                    return kafka.answers();
                });
    }

    /// Whether a score-service ended by itself.
    boolean hasDied() {
        return scorers.stream().anyMatch(ServiceProcess::hasDied);
    }

    /// Starts again what ended by itself, as whoever watches over services does: a service may give up when it starts while the
    /// database is away.
    ///
    /// @return what did
    List<String> revive() {
        List<String> revived = new ArrayList<>();
        if (broker.revive()) {
            revived.add(broker.toString());
        }
        processes()
                .filter(ServiceProcess::revive)
                .map(ServiceProcess::toString)
                .forEach(revived::add);
        return revived;
    }

    private static void awaitReady(ServiceProcess process, String path) {
        AtomicInteger deaths = new AtomicInteger();
        START.until(
                process + " is ready",
                () -> {
                    if (process.revive() && deaths.incrementAndGet() > MOST_DEATHS) {
                        throw new IllegalStateException(process + " ends whenever it is started");
                    }
                    return process.api().isReady(path);
                });
    }

    /// The broker's topics.
    public KafkaTopics kafka() {
        return kafka;
    }

    /// How many score-services there are.
    public int scorers() {
        return scorers.size();
    }

    /// One of the score-services.
    ///
    /// @param index from 0
    public ServiceProcess scorer(int index) {
        return scorers.get(index);
    }

    /// The tracking-service.
    public ServiceProcess tracking() {
        return tracking;
    }

    /// Makes the topics of an action and puts it to work.
    public void apply(StreamAction action, int partitions) throws InterruptedException {
        kafka.create(action.input(), partitions);
        kafka.create(action.output(), partitions);
        scorers.getFirst().api().apply(action);
    }

    /// How many members the consumer group of an action has that hold partitions, as the broker sees it.
    public int members(StreamAction action) throws InterruptedException {
        String group = TOPICS.prefix() + "." + action.name();
        try (Admin admin = kafka.admin()) {
            return Math.toIntExact(
                    admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                            .flatMap(description -> description.members().stream())
                            .filter(member -> !member.assignment().topicPartitions().isEmpty())
                            .count());
        } catch (ExecutionException e) {
            throw new IllegalStateException("Group %s cannot be described".formatted(group), e);
        }
    }

    /// Whether an action is at work on any score-service.
    boolean works(StreamAction action) {
        try {
            return members(action) > 0;
        } catch (IllegalStateException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// The transactions that are open at this moment, each with the time it was begun, by transactional id. One that is found again at
    /// a second look is held by a producer that does not get on.
    public Map<String, Long> openTransactions() throws InterruptedException {
        try (Admin admin = kafka.admin()) {
            List<String> ids =
                    admin
                            .listTransactions(
                                    new ListTransactionsOptions()
                                            .filterStates(List.of(TransactionState.ONGOING)))
                            .all()
                            .get()
                            .stream()
                            .map(TransactionListing::transactionalId)
                            .toList();
            Map<String, Long> open = new HashMap<>();
            admin.describeTransactions(ids)
                    .all()
                    .get()
                    .forEach(
                            (id, transaction) ->
                                    transaction
                                            .transactionStartTimeMs()
                                            .ifPresent(begun -> open.put(id, begun)));
            return open;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The open transactions cannot be listed", e);
        }
    }

    /// What tracking-service says about the books of an action when it counts every record again.
    public JsonNode audit(StreamAction action) {
        return tracking.api().get("/api/audit?recount=full&action=" + action.name());
    }

    /// Stops PostgreSQL, ending its connections.
    void stopDatabase() {
        local.stopPostgres();
    }

    /// Starts PostgreSQL again.
    void startDatabase() {
        local.startPostgres();
    }

    /// A connection to the database of the services.
    public Connection database() throws SQLException {
        return DriverManager.getConnection(
                local.jdbcUrl(LocalPlatform.DATABASE), local.user(), local.password());
    }

    /// Ends every connection of the database's clients, by PostgreSQL's own means.
    void endConnections() {
        try (Connection connection =
                        DriverManager.getConnection(
                                local.jdbcUrl("postgres"), local.user(), local.password());
                Statement statement = connection.createStatement()) {
            boolean _ =
                    statement.execute(
                            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'");
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL did not end its connections", e);
        }
    }

    /// The broker.
    JvmProcess broker() {
        return broker;
    }

    /// A score-service more than there are, which is not started yet.
    ServiceProcess spare() {
        return spare;
    }

    /// What lies between a score-service and the broker.
    FaultProxy scorerLine(int index) {
        return lines.scorer(index);
    }

    /// What lies between tracking-service and the broker.
    FaultProxy trackingLine() {
        return lines.tracking();
    }

    /// What lies between tracking-service and PostgreSQL.
    FaultProxy databaseLine() {
        return lines.database();
    }

    @Override
    public void close() throws IOException {
        processes().forEach(ServiceProcess::close);
        spare.close();
        broker.close();
        lines.close();
        shelf.close();
        local.close();
        home.close();
    }
}
