package dev.scorebus.tracking.deadletter;

import dev.scorebus.message.Topics;
import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.source.Broker;
import dev.scorebus.tracking.source.SourceTopics;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Publishes replays from start to stop. A failure publishes nothing: the loop waits and begins again where the position is.
@Component
class OutboxLoop implements SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutboxLoop.class);

    private final Outbox outbox;
    private final TrackingProperties properties;
    private volatile @Nullable Running running;

    OutboxLoop(
            ReplayTable table,
            ReplayRecords records,
            Broker broker,
            SourceTopics source,
            Topics topics,
            TransactionTemplate transaction,
            InstantSource clock,
            TrackingProperties properties) {
        this.outbox =
                new Outbox(table, records, broker, source, topics, transaction, clock, _ -> {});
        this.properties = properties;
    }

    @Override
    public void start() {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().name("outbox").start(() -> loop(stopped));
        running = new Running(stopped, thread);
    }

    @Override
    public void stop() {
        Running ending = running;
        if (ending == null) {
            return;
        }
        running = null;
        ending.stopped.countDown();
        try {
            ending.thread.join(properties.kafkaTimeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    private void loop(CountDownLatch stopped) {
        while (stopped.getCount() > 0) {
            if (!hasPublished(stopped)) {
                pause(stopped);
            }
        }
    }

    private boolean hasPublished(CountDownLatch stopped) {
        try {
            return outbox.run();
        } catch (RuntimeException e) {
            if (stopped.getCount() > 0) {
                LOGGER.atError()
                        .setCause(e)
                        .log(
                                "replays were not published; their messages stay claimed, and it is tried again");
            }
            return false;
        }
    }

    private void pause(CountDownLatch stopped) {
        try {
            boolean ending =
                    stopped.await(properties.retryDelay().toMillis(), TimeUnit.MILLISECONDS);
            if (ending) {
                LOGGER.atInfo().log("outbox stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }

    private record Running(CountDownLatch stopped, Thread thread) {}
}
