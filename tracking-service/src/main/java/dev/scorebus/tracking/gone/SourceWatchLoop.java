package dev.scorebus.tracking.gone;

import dev.scorebus.tracking.LoopThread;
import dev.scorebus.tracking.TrackingProperties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    private final LoopThread thread = new LoopThread();

    SourceWatchLoop(SourceWatch watch, TrackingProperties properties) {
        this.watch = watch;
        this.properties = properties;
    }

    @Override
    public void start() {
        // A look may wait for a broker that is away.
        thread.start("source-watch", this::loop, Thread::interrupt);
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
}
