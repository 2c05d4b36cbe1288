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
    static final String TOPIC = "traces";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    /// Returns when both have said that the text is safe.
    void leave(String text) throws SQLException, ExecutionException, InterruptedException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists trace (text text not null)");
            statement.execute("insert into trace values ('%s')".formatted(text));
        }
        createTopic(platform.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", platform.bootstrapServers(), "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, text.getBytes(StandardCharsets.UTF_8))).get();
        }
    }

    /// Makes the topic of all traces, when it is missing.
    static void createTopic(String servers) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            if (!admin.listTopics().names().get().contains(TOPIC)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                        .all()
                        .get();
            }
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
        return records(platform.bootstrapServers());
    }

    /// The texts that a broker has.
    static List<String> records(String servers) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", servers),
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
