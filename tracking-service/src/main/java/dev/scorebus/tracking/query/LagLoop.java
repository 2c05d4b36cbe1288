package dev.scorebus.tracking.query;

import dev.scorebus.tracking.TrackingProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Measures, now and then, how far the ledger is behind what the consumer groups have committed.
@Component
class LagLoop implements SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(LagLoop.class);

    private final Frontiers frontiers;
    private final MultiGauge lag;
    private final TrackingProperties properties;
    private volatile @Nullable CountDownLatch stopped;

    LagLoop(Frontiers frontiers, MeterRegistry registry, TrackingProperties properties) {
        this.frontiers = frontiers;
        this.properties = properties;
        this.lag =
                MultiGauge.builder("scorebus.frontier.lag")
                        .description("Offsets that are committed and not accounted for yet")
                        .register(registry);
    }

    @Override
    public void start() {
        CountDownLatch stopping = new CountDownLatch(1);
        Thread.ofPlatform().name("frontier-lag").daemon().start(() -> loop(stopping));
        stopped = stopping;
    }

    @Override
    public void stop() {
        CountDownLatch stopping = stopped;
        stopped = null;
        if (stopping != null) {
            stopping.countDown();
        }
    }

    @Override
    public boolean isRunning() {
        return stopped != null;
    }

    private void loop(CountDownLatch stopping) {
        try {
            while (!stopping.await(properties.lagRefresh().toMillis(), TimeUnit.MILLISECONDS)) {
                measure();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Measures once.
    void measure() {
        try {
            lag.register(
                    frontiers.list().stream()
                            .filter(standing -> standing.trackingLag() != null)
                            .map(LagLoop::row)
                            .toList(),
                    true);
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .setCause(e)
                    .log("the frontier lag could not be measured; it is measured again later");
        }
    }

    private static MultiGauge.Row<Number> row(Frontiers.Standing standing) {
        return MultiGauge.Row.of(
                Tags.of(
                        "action",
                        standing.action(),
                        "topic",
                        standing.topic(),
                        "partition",
                        Integer.toString(standing.partition())),
                Objects.requireNonNull(standing.trackingLag()));
    }
}
