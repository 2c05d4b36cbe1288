package dev.scorebus.score.stream;

import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.kafka.CompactedTopicLoop;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.kafka.TopicKeeper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/// The orders to go on behind halted places, as their compacted topic has them: whichever instance takes one, the instance that has
/// the partition learns of it.
@Component
final class SkipBook implements CompactedTopicLoop.Reader, SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(SkipBook.class);
    private static final int SECONDS = 10;

    private final KafkaClients clients;
    private final String topic;
    private final CompactedTopicLoop loop;
    private final Map<String, Skip> building = new HashMap<>();
    private volatile Map<String, Skip> skips = Map.of();
    private volatile boolean running;

    SkipBook(KafkaClients clients, Topics topics) {
        this.clients = clients;
        this.topic = topics.skips();
        this.loop = new CompactedTopicLoop(clients, topic, this);
    }

    /// The order for a partition that is halted at an offset.
    Optional<Skip> at(String action, UUID topicId, int partition, long offset) {
        return Optional.ofNullable(skips.get(Skip.key(action, topicId, partition)))
                .filter(skip -> skip.from() == offset);
    }

    /// Writes an order; whoever has the partition carries it out.
    ///
    /// @throws KafkaException when the brokers did not take it
    void order(Skip skip) {
        write(skip.key(), WireJson.mapper().writeValueAsBytes(skip));
    }

    /// Takes an order back that leaves its partition where it was: else it would hold for the next halt there too.
    ///
    /// @throws KafkaException when the brokers did not take it
    void withdraw(Skip skip) {
        write(skip.key(), null);
    }

    private void write(String name, byte @Nullable [] value) {
        Map<String, Object> settings = Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, SECONDS * 1000);
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = clients.producer(settings)) {
            producer.send(new ProducerRecord<>(topic, key, value)).get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("The topic of skips cannot be written now", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void missing() {
        try (Admin admin = clients.admin()) {
            new TopicKeeper(admin).ensure(topic, 1, TopicKeeper.compacted());
        }
    }

    @Override
    public void begin() {
        building.clear();
    }

    @Override
    public void record(String key, byte @Nullable [] value) {
        building.remove(key);
        if (value == null) {
            return;
        }
        try {
            building.put(key, WireJson.mapper().readValue(value, Skip.class));
        } catch (JacksonException e) {
            LOGGER.atWarn()
                    .addKeyValue("error", e.getOriginalMessage())
                    .log("order to skip cannot be read; its partition stays halted");
        }
    }

    @Override
    public void end(boolean complete) {
        if (complete) {
            skips = Map.copyOf(building);
        }
    }

    @Override
    public void start() {
        running = true;
        loop.start();
    }

    @Override
    public void stop() {
        running = false;
        loop.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
