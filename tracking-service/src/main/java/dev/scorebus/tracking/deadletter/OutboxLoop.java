package dev.scorebus.tracking.deadletter;

import dev.scorebus.message.Topics;
import dev.scorebus.tracking.LoopThread;
import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.source.Broker;
import dev.scorebus.tracking.source.SourceTopics;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    private final LoopThread thread = new LoopThread();

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
        thread.start("outbox", this::loop, _ -> {});
    }

    @Override
    public void stop() {
        thread.stop(properties.kafkaTimeout());
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
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
}
