package dev.scorebus.tracking.gone;

import dev.scorebus.tracking.TrackingProperties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Looks at the topics from start to stop. What a look did not see, the next one sees.
@Component
class SourceWatchLoop implements SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(SourceWatchLoop.class);

    private final SourceWatch watch;
    private final TrackingProperties properties;
    private volatile @Nullable Running running;

    SourceWatchLoop(SourceWatch watch, TrackingProperties properties) {
        this.watch = watch;
        this.properties = properties;
    }

    @Override
    public void start() {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().name("source-watch").start(() -> loop(stopped));
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
        // A look may wait for a broker that is away.
        ending.thread.interrupt();
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
        try {
            while (!stopped.await(properties.sourceLook().toMillis(), TimeUnit.MILLISECONDS)) {
                look(stopped);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(CountDownLatch stopped) {
        try {
            watch.look();
        } catch (RuntimeException e) {
            if (stopped.getCount() > 0) {
                LOGGER.atWarn()
                        .setCause(e)
                        .log(
                                "the ends of the topics could not be looked at; they are looked at again later");
            }
        }
    }

    private record Running(CountDownLatch stopped, Thread thread) {}
}
