package dev.scorebus.score.action;

import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.kafka.CompactedTopicLoop;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.kafka.Pause;
import dev.scorebus.score.kafka.TopicKeeper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/// Tells the other instances how the actions are doing here, and knows how they are doing there. What an instance has not said again
/// in time counts no more; one that ends in order takes its word back.
@Component
final class StatusNewsLoop implements CompactedTopicLoop.Reader, SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(StatusNewsLoop.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration HOLDS = EVERY.multipliedBy(4);
    private static final Duration LAST_WORD = Duration.ofSeconds(2);
    private static final Duration UNTIL_THERE = Duration.ofMillis(200);
    private static final int MILLIS = 5_000;

    private final StatusBoard board;
    private final KafkaClients clients;
    private final InstantSource clock;
    private final String topic;
    private final String instance = UUID.randomUUID().toString();
    private final Map<String, StatusNews> building = new HashMap<>();
    private final Pause pause = new Pause();
    private final CompactedTopicLoop following;
    private volatile Map<String, StatusNews> others = Map.of();
    private volatile boolean running;
    private volatile boolean topicIsThere;
    private @Nullable Thread teller;

    StatusNewsLoop(StatusBoard board, KafkaClients clients, Topics topics, InstantSource clock) {
        this.board = board;
        this.clients = clients;
        this.clock = clock;
        this.topic = topics.actionStatus();
        this.following = new CompactedTopicLoop(clients, topic, this);
    }

    /// How an action is doing on each instance that was heard of lately: here first, then the newest word first.
    List<ActionStatus> each(String action) {
        List<ActionStatus> each = new ArrayList<>();
        board.status(action).ifPresent(each::add);
        Instant oldest = clock.instant().minus(HOLDS);
        others.values().stream()
                .filter(news -> !news.instance().equals(instance) && news.at().isAfter(oldest))
                .sorted(Comparator.comparing(StatusNews::at).reversed())
                .map(news -> news.statuses().get(action))
                .filter(status -> status != null)
                .forEach(each::add);
        return each;
    }

    private void run() {
        while (pause.open() && !topicIsThere) {
            pause.rest(UNTIL_THERE);
        }
        boolean wasWell = true;
        while (pause.open()) {
            try (KafkaProducer<byte[], byte[]> producer = producer()) {
                tell(producer);
                wasWell = true;
            } catch (RuntimeException | ExecutionException | TimeoutException e) {
                if (wasWell && pause.open()) {
                    LOGGER.atWarn()
                            .addKeyValue("error", e)
                            .log(
                                    "other instances are not told how actions are doing here; it is tried again until it works");
                }
                wasWell = false;
                pause.rest(EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void tell(KafkaProducer<byte[], byte[]> producer)
            throws ExecutionException, InterruptedException, TimeoutException {
        while (pause.open()) {
            StatusNews news = new StatusNews(instance, clock.instant(), board.all());
            send(producer, WireJson.mapper().writeValueAsBytes(news));
            pause.rest(EVERY);
        }
        send(producer, null);
    }

    private void send(KafkaProducer<byte[], byte[]> producer, byte @Nullable [] value)
            throws ExecutionException, InterruptedException, TimeoutException {
        byte[] key = instance.getBytes(StandardCharsets.UTF_8);
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic, key, value));
        RecordMetadata _ = sent.get(MILLIS, TimeUnit.MILLISECONDS);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return clients.producer(
                Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        MILLIS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        MILLIS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        MILLIS / 2,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4"));
    }

    /// A topic of news: nothing in it is of use for long.
    @Override
    public void missing() {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                TopicConfig.RETENTION_MS_CONFIG, Long.toString(Duration.ofHours(1).toMillis()));
        settings.put(
                TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis()));
        try (Admin admin = clients.admin()) {
            new TopicKeeper(admin).ensure(topic, 1, settings);
        }
    }

    @Override
    public void begin() {
        topicIsThere = true;
        building.clear();
    }

    @Override
    public void record(String key, byte @Nullable [] value) {
        building.remove(key);
        if (value == null) {
            return;
        }
        try {
            building.put(key, WireJson.mapper().readValue(value, StatusNews.class));
        } catch (JacksonException e) {
            LOGGER.atDebug()
                    .addKeyValue("error", e.getOriginalMessage())
                    .log("what an instance of another version says cannot be read");
        }
    }

    @Override
    public void end(boolean complete) {
        if (complete) {
            Instant oldest = clock.instant().minus(HOLDS);
            building.values().removeIf(news -> !news.at().isAfter(oldest));
            others = Map.copyOf(building);
        }
    }

    @Override
    public void start() {
        running = true;
        following.start();
        teller = Thread.ofVirtual().name("status-news").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        pause.close();
        following.close();
        Thread last = teller;
        try {
            if (last != null) {
                last.join(LAST_WORD);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
