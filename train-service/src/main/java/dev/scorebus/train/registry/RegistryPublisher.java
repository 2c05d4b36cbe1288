package dev.scorebus.train.registry;

import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.model.RegistryRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Tells the topic of models what it is owed, in order and at least once: first, after a start, all that the registry
/// holds, then what is added. Readers ignore revisions that are older than the one they know.
@Component
class RegistryPublisher {
    private static final long PATIENCE_SECONDS = 10;

    private final ModelTable models;
    private final AliasTable aliases;
    private final OutboxTable outbox;
    private final TransactionTemplate transaction;
    private final KafkaProperties properties;
    private final String topic;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean toldAll;

    RegistryPublisher(
            ModelTable models,
            AliasTable aliases,
            OutboxTable outbox,
            TransactionTemplate transaction,
            KafkaProperties properties,
            Topics topics) {
        this.models = models;
        this.aliases = aliases;
        this.outbox = outbox;
        this.transaction = transaction;
        this.properties = properties;
        this.topic = topics.models();
    }

    /// Publishes what is owed, if anything is and no other instance is about it.
    void step() {
        Integer owed = transaction.execute(_ -> toldAll ? outbox.oldest().size() : 1);
        if (owed == null || owed == 0) {
            return;
        }
        Producer<byte[], byte[]> open = connected();
        transaction.executeWithoutResult(
                _ -> {
                    if (outbox.lock()) {
                        publish(open);
                    }
                });
    }

    void close() {
        Producer<byte[], byte[]> open = producer;
        if (open != null) {
            open.close(Duration.ofSeconds(2));
        }
    }

    private void publish(Producer<byte[], byte[]> open) {
        if (!toldAll) {
            List<RegistryRecord> all = new ArrayList<>();
            models.all().forEach(version -> all.add(new RegistryRecord.Registered(version)));
            all.addAll(aliases.all());
            send(open, all);
            toldAll = true;
        }
        List<OutboxTable.Owed> owed = outbox.oldest();
        if (!owed.isEmpty()) {
            send(open, owed.stream().map(OutboxTable.Owed::record).toList());
            outbox.remove(owed.stream().map(OutboxTable.Owed::id).toList());
        }
    }

    private void send(Producer<byte[], byte[]> open, List<RegistryRecord> records) {
        List<Future<?>> sent = new ArrayList<>();
        for (RegistryRecord told : records) {
            sent.add(
                    open.send(
                            new ProducerRecord<>(
                                    topic,
                                    told.key().getBytes(StandardCharsets.UTF_8),
                                    WireJson.mapper()
                                            .writerFor(RegistryRecord.class)
                                            .writeValueAsBytes(told))));
        }
        sent.forEach(RegistryPublisher::await);
    }

    private Producer<byte[], byte[]> connected() {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            createTopic();
            Map<String, Object> settings = properties.buildProducerProperties();
            settings.put(ProducerConfig.ACKS_CONFIG, "all");
            settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
            settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
            settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
            settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
            open =
                    new KafkaProducer<>(
                            settings, new ByteArraySerializer(), new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    private void createTopic() {
        Map<String, Object> settings = properties.buildAdminProperties();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        try (Admin admin = Admin.create(settings)) {
            await(
                    admin.createTopics(
                                    List.of(
                                            new NewTopic(topic, Optional.of(1), Optional.empty())
                                                    .configs(
                                                            Map.of(
                                                                    TopicConfig
                                                                            .CLEANUP_POLICY_CONFIG,
                                                                    TopicConfig
                                                                            .CLEANUP_POLICY_COMPACT))))
                            .all());
        } catch (TopicExistsException _) {
            // another instance, or an earlier start, has made it
        }
    }

    private static void await(Future<?> future) {
        try {
            future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException kafkas) {
                throw kafkas;
            }
            throw new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while waiting for Kafka", e);
        }
    }
}
