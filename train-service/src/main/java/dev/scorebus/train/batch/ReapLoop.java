package dev.scorebus.train.batch;

import dev.scorebus.train.TrainProperties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Gives batch runs whose worker fell silent back to the queue.
@Component
class ReapLoop implements SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReapLoop.class);

    private final BatchSlotTable slots;
    private final TrainProperties properties;
    private volatile CountDownLatch stopping = new CountDownLatch(0);
    private volatile @Nullable Thread thread;

    ReapLoop(BatchSlotTable slots, TrainProperties properties) {
        this.slots = slots;
        this.properties = properties;
    }

    @Override
    public synchronized void start() {
        if (thread != null) {
            return;
        }
        CountDownLatch stop = new CountDownLatch(1);
        stopping = stop;
        thread = Thread.ofVirtual().name("batch-runs").start(() -> loop(stop));
    }

    private void loop(CountDownLatch stop) {
        boolean wasWell = true;
        try {
            do {
                wasWell = tried(wasWell);
            } while (!stop.await(properties.poll().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tried(boolean wasWell) {
        try {
            for (UUID run : slots.reap()) {
                LOGGER.atWarn()
                        .addKeyValue("runId", run)
                        .log("worker of the batch run fell silent; the run leaves its slot");
            }
            return true;
        } catch (RuntimeException e) {
            if (wasWell) {
                LOGGER.atError()
                        .setCause(e)
                        .log("leases cannot be looked at; it is tried again until it works");
            }
            return false;
        }
    }

    @Override
    public synchronized void stop() {
        stopping.countDown();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
