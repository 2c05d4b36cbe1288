package dev.scorebus.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// One Kafka broker and one PostgreSQL server on 127.0.0.1, with their data under one folder. What was committed stays
/// there after [#close] and after the JVM was killed. One of them that dies is started again. Kafka is stopped while its disk is
/// nearly full, and started again when there is room.
///
/// Its methods may be called by any thread.
public final class LocalPlatform implements AutoCloseable {
    /// The database that the services share.
    public static final String DATABASE = "scorebus";

    private static final String KAFKA = "kafka";

    private final Path home;
    private final int kafkaPort;
    private final int postgresPort;
    private final HomeLock lock;
    private final PostgresCommand command;
    private final PostgresPassword password;
    private final Part kafka;
    private final Part postgres;
    private final RoomLoop roomForKafka;

    private LocalPlatform(LocalSettings settings, OrdinaryUser postgresUser, HomeLock lock)
            throws IOException {
        this.home = settings.home();
        this.lock = lock;
        this.command = PostgresCommand.on(home, postgresUser);
        this.password = PostgresPassword.in(home);
        new PostgresOrphan(home.resolve("postgres")).stop(command);
        this.kafkaPort = port("Kafka", settings.kafkaPort(), "--kafka-port", "SCOREBUS_KAFKA_PORT");
        this.postgresPort =
                port(
                        "PostgreSQL",
                        settings.postgresPort(),
                        "--postgres-port",
                        "SCOREBUS_POSTGRES_PORT");
        Path kafkaData = home.resolve(KAFKA);
        this.kafka =
                new Part(Room.forKafka(kafkaData), () -> KafkaServer.start(kafkaData, kafkaPort));
        this.postgres =
                new Part(
                        Room.any("PostgreSQL", home.resolve("postgres")),
                        () -> PostgresServer.start(command, home, postgresPort, password));
        this.roomForKafka = new RoomLoop(kafka);
    }

    /// Starts both, makes the database [#DATABASE] if it is missing, and returns when both answer.
    ///
    /// @throws PlatformStartException if a port is taken, another platform runs on the same home, or the machine does
    ///     not permit PostgreSQL to run
    public static LocalPlatform start(LocalSettings settings) {
        return start(settings, OrdinaryUser.detect());
    }

    static LocalPlatform start(LocalSettings settings, OrdinaryUser postgresUser) {
        return start(settings, postgresUser, LocalPlatform::startBoth);
    }

    /// Starts PostgreSQL alone, for those who run a broker apart; [#startKafka] would bring Kafka too.
    public static LocalPlatform startDatabase(LocalSettings settings) {
        return start(settings, OrdinaryUser.detect(), LocalPlatform::startPostgresWithDatabase);
    }

    private static LocalPlatform start(
            LocalSettings settings, OrdinaryUser postgresUser, Consumer<LocalPlatform> beginning) {
        HomeLock lock = HomeLock.take(settings.home());
        boolean started = false;
        try {
            LocalPlatform platform = new LocalPlatform(settings, postgresUser, lock);
            beginning.accept(platform);
            platform.roomForKafka.start();
            started = true;
            return platform;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!started) {
                lock.close();
            }
        }
    }

    /// Stops what a platform left running on `home` when it was killed; does nothing when there is nothing.
    ///
    /// @throws PlatformStartException if a platform runs there
    public static void sweep(Path home) throws IOException {
        Path folder = home.toAbsolutePath().normalize();
        PostgresOrphan orphan = new PostgresOrphan(folder.resolve("postgres"));
        if (orphan.mayExist()) {
            try (HomeLock _ = HomeLock.take(folder)) {
                orphan.stop(PostgresCommand.on(folder, OrdinaryUser.detect()));
            }
        }
    }

    /// Why Kafka does not run on a platform's home, when it is for want of room on the disk.
    public static Optional<String> shortage(Path home) {
        return Room.forKafka(home.resolve(KAFKA)).shortage();
    }

    private static int port(String role, int wanted, String option, String variable) {
        if (wanted == 0) {
            return PortClaim.free();
        }
        new PortClaim(role, wanted, option, variable).requireFree();
        return wanted;
    }

    private void startPostgresWithDatabase() {
        boolean started = false;
        try {
            postgres.start();
            createDatabase(DATABASE);
            started = true;
        } finally {
            if (!started) {
                postgres.stop();
            }
        }
    }

    private void startBoth() {
        CompletableFuture<Void> database =
                CompletableFuture.runAsync(postgres::start).thenRun(() -> createDatabase(DATABASE));
        boolean started = false;
        try {
            kafka.start();
            database.join();
            started = true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        } finally {
            if (!started) {
                database.handle((_, _) -> true).join();
                kafka.stop();
                postgres.stop();
            }
        }
    }

    /// The data folder.
    public Path home() {
        return home;
    }

    /// The port of Kafka on 127.0.0.1.
    public int kafkaPort() {
        return kafkaPort;
    }

    /// The port of PostgreSQL on 127.0.0.1.
    public int postgresPort() {
        return postgresPort;
    }

    /// For `bootstrap.servers`: `127.0.0.1:19092`.
    public String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    /// The JDBC URL of a database of this server, without user and password.
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgresPort, database);
    }

    /// The owner of all databases.
    public String user() {
        return PostgresServer.USER;
    }

    /// The password of [#user]; also in the file `postgres.password` of the home.
    public String password() {
        return password.value();
    }

    /// Makes a database if it is missing.
    ///
    /// @param database letters, digits and `_`
    public void createDatabase(String database) {
        if (!database.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "A database's name has 1 to 63 of a-z 0-9 _ and begins with a letter, got '%s'"
                            .formatted(database));
        }
        try (Connection connection =
                        DriverManager.getConnection(jdbcUrl("postgres"), user(), password());
                PreparedStatement exists =
                        connection.prepareStatement("select 1 from pg_database where datname = ?");
                Statement create = connection.createStatement()) {
            exists.setString(1, database);
            if (!exists.executeQuery().next()) {
                create.execute("create database " + database);
            }
        } catch (SQLException e) {
            throw new PlatformStartException(
                    "The database %s of %s cannot be opened: %s"
                            .formatted(database, home, e.getMessage()),
                    "If %s does not belong to this data, put the right one there."
                            .formatted(password.file()),
                    e);
        }
    }

    /// Stops Kafka alone; its clients see a broker that is away.
    public void stopKafka() {
        kafka.stop();
    }

    /// Starts Kafka again, on the same port and data.
    public void startKafka() {
        kafka.start();
    }

    /// Stops PostgreSQL alone, ending its connections.
    public void stopPostgres() {
        postgres.stop();
    }

    /// Starts PostgreSQL again, on the same port and data.
    public void startPostgres() {
        postgres.start();
    }

    /// Stops both; the data stays.
    @Override
    public void close() {
        try (lock) {
            roomForKafka.close();
            CompletableFuture<Void> database = CompletableFuture.runAsync(postgres::stop);
            kafka.stop();
            database.join();
        }
    }
}
