package dev.scorebus.train.registry;

import dev.scorebus.train.TrainProperties;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Publishes again and again while the service runs.
@Component
class RegistryPublisherLoop implements SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(RegistryPublisherLoop.class);

    private final RegistryPublisher publisher;
    private final Duration pause;
    private volatile CountDownLatch stop = new CountDownLatch(0);
    private volatile @Nullable Thread thread;

    RegistryPublisherLoop(RegistryPublisher publisher, TrainProperties properties) {
        this.publisher = publisher;
        this.pause = properties.poll();
    }

    @Override
    public synchronized void start() {
        if (thread != null) {
            return;
        }
        CountDownLatch stopping = new CountDownLatch(1);
        stop = stopping;
        thread = Thread.ofVirtual().name("registry-publisher").start(() -> run(stopping));
    }

    private void run(CountDownLatch stopping) {
        boolean wasWell = true;
        try {
            while (!stopping.await(pause(wasWell).toMillis(), TimeUnit.MILLISECONDS)) {
                wasWell = step(wasWell);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            publisher.close();
        }
    }

    private Duration pause(boolean wasWell) {
        return wasWell ? pause : pause.multipliedBy(4);
    }

    private boolean step(boolean wasWell) {
        try {
            publisher.step();
            return true;
        } catch (RuntimeException e) {
            if (wasWell) {
                LOGGER.atWarn()
                        .addKeyValue("error", String.valueOf(e.getMessage()))
                        .log("models are not published; they are kept and published later");
            }
            return false;
        }
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        stop.countDown();
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(3));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
