package dev.scorebus.tracking.source;

import dev.scorebus.tracking.TrackingProperties;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.stereotype.Component;

/// Makes clients for the broker that Spring's properties name.
@Component
public class Broker {
    /// What a topic takes is the broker's to say.
    private static final int LARGEST_REQUEST = 64 * 1024 * 1024;

    private final Map<String, Object> consumerConfig;
    private final Map<String, Object> producerConfig;
    private final Admin admin;
    private final long timeoutMillis;

    Broker(
            ConsumerFactory<?, ?> consumers,
            ProducerFactory<?, ?> producers,
            KafkaAdmin admins,
            TrackingProperties properties) {
        this.consumerConfig = Map.copyOf(consumers.getConfigurationProperties());
        this.producerConfig = Map.copyOf(producers.getConfigurationProperties());
        this.timeoutMillis = properties.kafkaTimeout().toMillis();
        Map<String, Object> config = new HashMap<>(admins.getConfigurationProperties());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeoutMillis);
        config.put(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(timeoutMillis, 5_000));
        this.admin = Admin.create(config);
    }

    /// A consumer outside of any group that reads committed records only, never jumps, and starts nowhere by itself.
    ///
    /// @param maxWait how long the broker may hold back an empty answer at the end of a log
    public Consumer<byte[], byte[]> reader(String purpose, int maxPollRecords, Duration maxWait) {
        Map<String, Object> config = new HashMap<>(consumerConfig);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "tracking-service-" + purpose);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) maxWait.toMillis());
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeoutMillis);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(timeoutMillis, 5_000));
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// A transactional producer; its first call fences the one before it.
    public Producer<byte[], byte[]> writer(String transactionalId) {
        Map<String, Object> config = new HashMap<>(producerConfig);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "tracking-service-replays");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMillis);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(timeoutMillis, 5_000));
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) timeoutMillis);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// The one admin client; it is safe to share and must not be closed.
    public Admin admin() {
        return admin;
    }

    /// Waits for a reply of the broker.
    ///
    /// @throws BrokerException when it fails or does not come in time
    public <T> T await(KafkaFuture<T> reply) {
        try {
            return reply.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new BrokerException(
                    "The broker refused a request: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new BrokerException(
                    "The broker did not answer within %d ms".formatted(timeoutMillis), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while waiting for the broker", e);
        }
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ZERO);
    }
}
