package dev.scorebus.benchmarks.tracking;

import dev.scorebus.benchmarks.service.ServiceApi;
import dev.scorebus.benchmarks.service.TemporaryFolder;
import dev.scorebus.local.LocalPlatform;
import dev.scorebus.local.LocalSettings;
import dev.scorebus.message.Topics;
import dev.scorebus.tracking.TrackingMain;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/// tracking-service on a fresh broker and database; everything is gone when it is closed.
final class TrackingUnderTest implements AutoCloseable {
    static final Topics TOPICS = new Topics("bench");

    private final TemporaryFolder home;
    private final LocalPlatform local;
    private final ConfigurableApplicationContext service;
    private final ServiceApi api;

    TrackingUnderTest() throws IOException, InterruptedException {
        home = TemporaryFolder.create("scorebus-bench");
        local = LocalPlatform.start(LocalSettings.withFreePorts(home.path()));
        create(TOPICS.tracking(), 3);
        service =
                TrackingMain.application()
                        .run(
                                "--server.port=0",
                                "--management.server.port=0",
                                "--logging.level.root=error",
                                "--scorebus.topic-prefix=" + TOPICS.prefix(),
                                "--spring.kafka.bootstrap-servers=" + local.bootstrapServers(),
                                "--spring.datasource.url=" + local.jdbcUrl(LocalPlatform.DATABASE),
                                "--spring.datasource.username=" + local.user(),
                                "--spring.datasource.password=" + local.password());
        api =
                new ServiceApi(
                        service.getEnvironment()
                                .getRequiredProperty("local.server.port", Integer.class));
    }

    String bootstrapServers() {
        return local.bootstrapServers();
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    /// A connection like those of the service.
    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                local.jdbcUrl(LocalPlatform.DATABASE)
                        + (local.jdbcUrl(LocalPlatform.DATABASE).contains("?") ? "&" : "?")
                        + "reWriteBatchedInserts=true",
                local.user(),
                local.password());
    }

    /// Makes a topic; its id.
    UUID create(String topic, int partitions) throws InterruptedException {
        try (Admin admin = admin()) {
            Uuid id =
                    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                            .topicId(topic)
                            .get();
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (ExecutionException e) {
            throw new IllegalStateException("Topic %s could not be made".formatted(topic), e);
        }
    }

    /// Writes records, all visible at one moment.
    @SuppressWarnings("FutureReturnValueIgnored") // a failed send fails the commit
    void write(Stream<ProducerRecord<byte[], byte[]>> records, String transaction) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers(),
                        "transactional.id",
                        transaction,
                        "compression.type",
                        "lz4",
                        "batch.size",
                        131_072,
                        "linger.ms",
                        20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            records.forEach(producer::send);
            producer.commitTransaction();
        }
    }

    /// One number from the database.
    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /// What the API answers.
    JsonNode get(String path) {
        return api.get(path);
    }

    @Override
    public void close() throws IOException {
        service.close();
        api.close();
        local.close();
        home.close();
    }
}
