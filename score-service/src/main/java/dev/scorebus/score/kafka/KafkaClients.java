package dev.scorebus.score.kafka;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/// Makes Kafka clients that speak bytes, on the brokers and with the security that `spring.kafka.*` names.
@Component
public final class KafkaClients {
    private final KafkaProperties properties;
    private final KafkaConnectionDetails connection;

    KafkaClients(KafkaProperties properties, KafkaConnectionDetails connection) {
        this.properties = properties;
        this.connection = connection;
    }

    /// A consumer of committed records, which commits nothing by itself and never jumps.
    public KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        Map<String, Object> all = properties.buildConsumerProperties();
        all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers(connection.getConsumer()));
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.putAll(settings);
        return new KafkaConsumer<>(all);
    }

    /// A producer that waits for all replicas.
    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = properties.buildProducerProperties();
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers(connection.getProducer()));
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.putAll(settings);
        return new KafkaProducer<>(all);
    }

    /// A client for topics and groups.
    public Admin admin() {
        Map<String, Object> all = properties.buildAdminProperties();
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers(connection.getAdmin()));
        return Admin.create(all);
    }

    private static List<String> servers(KafkaConnectionDetails.Configuration configuration) {
        return configuration.getBootstrapServers();
    }
}
