package dev.scorebus.score.stream;

import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.kafka.KafkaClients;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/// Makes the Kafka clients of one action on one instance.
///
/// Groups use the classic rebalance protocol. With the new one (KIP-848) the consumer of Kafka 4.2.1 can hang for a minute when it
/// asks for offsets that a killed instance left in an open transaction: it takes the repetition of its own request for a
/// duplicate, endlessly ("A duplicated, inflight, request was identified"). A killed instance is what groups are for.
///
/// Partitions are given out by range, so that each instance has its share of the sources and its share of the retries, and a
/// partition of the source goes with that of the retry topic. A sticky assignor only balances their sum, and may give the
/// sources to one instance and the retries to the other.
///
/// @param consumer members of the action's group
/// @param careful members of it that read one record at a time
/// @param reader consumers without a group
record StreamClients(
        Supplier<Consumer<byte[], byte[]>> consumer,
        Supplier<Consumer<byte[], byte[]>> careful,
        Supplier<Consumer<byte[], byte[]>> reader,
        Supplier<Producer<byte[], byte[]>> producer,
        Supplier<Admin> admin) {
    private static final int BATCH = 128 * 1024;
    private static final int CAREFUL_FETCH = 64 * 1024;
    private static final int LARGEST_REQUEST = 48 * 1024 * 1024;

    /// The clients of an action.
    ///
    /// @param group its consumer group
    /// @param transactionalId names the one producer that this instance has for it
    static StreamClients of(
            KafkaClients clients,
            ScoreProperties.Stream settings,
            String group,
            String transactionalId) {
        Map<String, Object> consumer = consumer(settings, group);
        Map<String, Object> careful = careful(consumer);
        Map<String, Object> producer = producer(settings, transactionalId);
        return new StreamClients(
                () -> clients.consumer(consumer),
                () -> clients.consumer(careful),
                () -> clients.consumer(Map.of()),
                () -> clients.producer(producer),
                clients::admin);
    }

    /// The same with other members of the group.
    StreamClients consuming(Supplier<Consumer<byte[], byte[]>> other) {
        return consuming(other, other);
    }

    /// The same with other members of the group.
    StreamClients consuming(
            Supplier<Consumer<byte[], byte[]>> other,
            Supplier<Consumer<byte[], byte[]>> otherCareful) {
        return new StreamClients(other, otherCareful, reader, producer, admin);
    }

    /// The same with another producer.
    StreamClients producing(Supplier<Producer<byte[], byte[]>> other) {
        return new StreamClients(consumer, careful, reader, other, admin);
    }

    /// Settings of a consumer that asks what a group has committed, and is no member.
    static Map<String, Object> asking(String group) {
        return Map.of(ConsumerConfig.GROUP_ID_CONFIG, group);
    }

    static Map<String, Object> consumer(ScoreProperties.Stream settings, String group) {
        Map<String, Object> all = new HashMap<>();
        all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxPollRecords());
        int bytes = Math.toIntExact(settings.maxPollBytes().toBytes());
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, bytes);
        all.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, bytes);
        long session = settings.sessionTimeout().toMillis();
        all.put(
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                GroupProtocol.CLASSIC.name().toLowerCase(Locale.ROOT));
        all.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
        all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.toIntExact(session));
        all.put(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Math.toIntExact(Math.min(3_000, session / 3)));
        return all;
    }

    /// The same for a consumer that gives one record at a time, and fetches little at once.
    static Map<String, Object> careful(Map<String, Object> consumer) {
        Map<String, Object> all = new HashMap<>(consumer);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, CAREFUL_FETCH);
        all.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, CAREFUL_FETCH);
        return all;
    }

    static Map<String, Object> producer(ScoreProperties.Stream settings, String transactionalId) {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        all.put(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Math.toIntExact(settings.transactionTimeout().toMillis()));
        all.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH);
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * LARGEST_REQUEST);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000);
        return all;
    }
}
