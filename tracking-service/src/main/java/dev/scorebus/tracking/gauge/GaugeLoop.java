package dev.scorebus.tracking.gauge;

import dev.scorebus.tracking.TrackingProperties;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Sets the gauges, now and then.
@Component
class GaugeLoop implements SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(GaugeLoop.class);

    private final List<Gauges> all;
    private final TrackingProperties properties;
    private volatile @Nullable CountDownLatch stopped;

    GaugeLoop(List<Gauges> all, TrackingProperties properties) {
        this.all = all;
        this.properties = properties;
    }

    @Override
    public void start() {
        CountDownLatch stopping = new CountDownLatch(1);
        Thread.ofPlatform().name("gauges").daemon().start(() -> loop(stopping));
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
            while (!stopping.await(properties.gaugeRefresh().toMillis(), TimeUnit.MILLISECONDS)) {
                all.forEach(GaugeLoop::measure);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void measure(Gauges some) {
        try {
            some.measure();
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .setCause(e)
                    .log("gauges could not be measured; they are measured again later");
        }
    }
}
