package dev.scorebus.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/// The same broker and database from their published images. A part that is "stopped" is frozen, because a container
/// that is started again has another port: its clients wait instead of being refused.
record ContainerInfrastructure(KafkaContainer kafka, PostgreSQLContainer postgres)
        implements Infrastructure {
    private static final String KAFKA_IMAGE = "apache/kafka:4.2.1";
    private static final String POSTGRES_IMAGE = "postgres:18.6";

    static ContainerInfrastructure start() {
        KafkaContainer kafka =
                new KafkaContainer(KAFKA_IMAGE)
                        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                        .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000");
        PostgreSQLContainer postgres = new PostgreSQLContainer(POSTGRES_IMAGE);
        kafka.start();
        postgres.start();
        return new ContainerInfrastructure(kafka, postgres);
    }

    @Override
    public String bootstrapServers() {
        return kafka.getBootstrapServers();
    }

    @Override
    public String createDatabase(String name) {
        try (Connection connection =
                        DriverManager.getConnection(postgres.getJdbcUrl(), user(), password());
                Statement create = connection.createStatement()) {
            create.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create database " + name, e);
        }
        return "jdbc:postgresql://%s:%d/%s"
                .formatted(
                        postgres.getHost(),
                        postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                        name);
    }

    @Override
    public String user() {
        return postgres.getUsername();
    }

    @Override
    public String password() {
        return postgres.getPassword();
    }

    @Override
    public void stopKafka() {
        freeze(kafka);
    }

    @Override
    public void startKafka() {
        thaw(kafka);
    }

    @Override
    public void stopPostgres() {
        freeze(postgres);
    }

    @Override
    public void startPostgres() {
        thaw(postgres);
    }

    private static void freeze(GenericContainer<?> container) {
        container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
    }

    private static void thaw(GenericContainer<?> container) {
        container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
    }
}
