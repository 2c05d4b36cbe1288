package dev.scorebus.local;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What is left in a platform on purpose, to be looked for later: rows and records of one text each.
record Traces(LocalPlatform platform) {
    private static final TopicPartition PARTITION = new TopicPartition("traces", 0);

    /// Returns when both have said that the text is safe.
    void leave(String text) throws SQLException, ExecutionException, InterruptedException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists trace (text text not null)");
            statement.execute("insert into trace values ('%s')".formatted(text));
        }
        Map<String, Object> settings =
                Map.of("bootstrap.servers", platform.bootstrapServers(), "acks", "all");
        try (Admin admin = Admin.create(settings);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            if (!admin.listTopics().names().get().contains(PARTITION.topic())) {
                admin.createTopics(
                                List.of(
                                        new NewTopic(
                                                PARTITION.topic(),
                                                Optional.of(1),
                                                Optional.empty())))
                        .all()
                        .get();
            }
            producer.send(
                            new ProducerRecord<>(
                                    PARTITION.topic(), text.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    List<String> rows() throws SQLException {
        return query("select text from trace");
    }

    List<String> query(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(Objects.requireNonNull(result.getString(1)));
            }
            return rows;
        }
    }

    List<String> records() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", platform.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            List<String> records = new ArrayList<>();
            while (consumer.position(PARTITION) < end) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(
                                record ->
                                        records.add(
                                                new String(
                                                        record.value(), StandardCharsets.UTF_8)));
            }
            return records;
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(
                platform.jdbcUrl(LocalPlatform.DATABASE), platform.user(), platform.password());
    }
}
