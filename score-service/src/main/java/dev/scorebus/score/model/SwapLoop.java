package dev.scorebus.score.model;

import dev.scorebus.message.Topics;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.kafka.CompactedTopicLoop;
import dev.scorebus.score.kafka.KafkaClients;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Learns from the topic of models and lets promoted versions serve as soon as they are open, on a thread of its own.
@Component
final class SwapLoop implements SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(SwapLoop.class);

    private final Models models;
    private final CatalogueFile file;
    private final CompactedTopicLoop topic;
    private final Duration retry;
    private final Semaphore news = new Semaphore(0);
    private volatile boolean running;

    SwapLoop(Models models, KafkaClients clients, Topics topics, ScoreProperties properties) {
        this.models = models;
        this.file = new CatalogueFile(properties.models().cache());
        this.retry = properties.models().retry();
        this.topic =
                new CompactedTopicLoop(
                        clients,
                        topics.models(),
                        new RegistryReader(this::learn, models::learnThatNothingIsRegistered));
    }

    @Override
    public void start() {
        running = true;
        file.read().ifPresent(models::learn);
        Thread.ofPlatform().daemon().name("open-models").start(this::run);
        topic.start();
    }

    @Override
    public void stop() {
        running = false;
        topic.close();
        news.release();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void learn(Catalogue catalogue) {
        models.learn(catalogue);
        news.release();
        file.write(catalogue);
    }

    private void run() {
        while (running) {
            boolean complete = false;
            try {
                complete = models.catchUp();
            } catch (RuntimeException e) {
                LOGGER.atError()
                        .setCause(e)
                        .log(
                                "models could not be opened; those that serve go on, opening is tried again");
            }
            await(complete ? Duration.ofHours(1) : retry);
        }
    }

    private void await(Duration longest) {
        try {
            if (news.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }
}
