package dev.scorebus.benchmarks.tracking;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.ModelCount;
import dev.scorebus.message.WireJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// The limit: reads the same events with the same client and inserts a row for each span, model count, filter and
/// step that was told into tables of the same shape, one transaction per poll. No compare-and-set, no position, nothing that makes a second run harmless.
final class BareFold implements AutoCloseable {
    private static final String[] TABLES = {
        "CREATE TABLE IF NOT EXISTS bare_span (LIKE tracking.span INCLUDING ALL)",
        "CREATE TABLE IF NOT EXISTS bare_span_model (LIKE tracking.span_model INCLUDING ALL)",
        "CREATE TABLE IF NOT EXISTS bare_filter (LIKE tracking.open_id_filter INCLUDING ALL)",
        "CREATE TABLE IF NOT EXISTS bare_exception (LIKE tracking.message_exception INCLUDING ALL)",
        "TRUNCATE bare_span, bare_span_model, bare_filter, bare_exception"
    };

    private final Connection connection;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Inserts inserts;

    BareFold(String bootstrapServers, Connection connection) throws SQLException {
        this.connection = connection;
        this.consumer = consumer(bootstrapServers);
        this.inserts = new Inserts(connection);
    }

    /// Inserts all events from these offsets on; the seconds it took. The clients are open and the positions are known before the
    /// time begins, as those of a service that runs.
    ///
    /// @param events how many there are
    double run(Map<TopicPartition, Long> from, int events) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
        connection.setAutoCommit(false);
        consumer.assign(from.keySet());
        from.forEach(consumer::seek);
        from.keySet().forEach(consumer::position);
        long start = System.nanoTime();
        int seen = 0;
        while (seen < events) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(500));
            for (ConsumerRecord<byte[], byte[]> record : records) {
                inserts.add(WireJson.mapper().readValue(record.value(), TrackingEvent.class));
            }
            inserts.execute();
            connection.commit();
            seen += records.count();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        connection.setAutoCommit(true);
        return seconds;
    }

    @Override
    public void close() throws SQLException {
        consumer.close();
        inserts.close();
    }

    private KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        500),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /// The four batches of one poll.
    private static final class Inserts implements AutoCloseable {
        private final PreparedStatement span;
        private final PreparedStatement model;
        private final PreparedStatement filter;
        private final PreparedStatement exception;

        Inserts(Connection connection) throws SQLException {
            span =
                    connection.prepareStatement(
                            "INSERT INTO bare_span (frontier_id, lo, hi, records, scored, filtered, failed, mode, at, last_at, instance) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            model =
                    connection.prepareStatement(
                            "INSERT INTO bare_span_model (frontier_id, lo, model_id, scored) VALUES (?, ?, ?, ?)");
            filter =
                    connection.prepareStatement(
                            "INSERT INTO bare_filter (frontier_id, span_lo, lo, hi, at, bits) VALUES (?, ?, ?, ?, ?, ?)");
            exception =
                    connection.prepareStatement(
                            "INSERT INTO bare_exception (frontier_id, message_offset, attempt, state, kind, error, event_id, dead_letter_topic, mode, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        }

        void add(TrackingEvent event) throws SQLException {
            if (!(event instanceof TrackingEvent.Span told)) {
                return;
            }
            int frontier = told.frontier().partition();
            add(
                    span,
                    frontier,
                    told.lo(),
                    told.hi(),
                    told.records(),
                    told.scored(),
                    told.filtered(),
                    told.failed(),
                    told.mode().name(),
                    told.at().atOffset(ZoneOffset.UTC),
                    told.at().atOffset(ZoneOffset.UTC),
                    told.instance());
            for (ModelCount count : told.models()) {
                add(model, frontier, told.lo(), 1, count.count());
            }
            if (told.ids() != null) {
                add(
                        filter,
                        frontier,
                        told.lo(),
                        told.lo(),
                        told.hi(),
                        told.at().atOffset(ZoneOffset.UTC),
                        told.ids().bytes());
            }
            for (ExceptionEntry entry : told.exceptions()) {
                add(
                        exception,
                        frontier,
                        entry.offset(),
                        entry.attempt(),
                        entry.state().name(),
                        String.valueOf(entry.kind()),
                        entry.error(),
                        entry.eventId(),
                        entry.deadLetterTopic(),
                        told.mode().name(),
                        told.at().atOffset(ZoneOffset.UTC));
            }
        }

        private static void add(PreparedStatement statement, @Nullable Object... values)
                throws SQLException {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.addBatch();
        }

        void execute() throws SQLException {
            for (PreparedStatement statement : List.of(span, model, filter, exception)) {
                statement.executeBatch();
            }
        }

        @Override
        public void close() throws SQLException {
            for (PreparedStatement statement : List.of(span, model, filter, exception)) {
                statement.close();
            }
        }
    }
}
