package dev.scorebus.tracking.fold;

import dev.scorebus.message.Topics;
import dev.scorebus.tracking.LoopThread;
import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.source.Broker;
import dev.scorebus.tracking.source.SourceTopics;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/// Folds from start to stop. A failure, of the database or of the broker, changes nothing: the loop waits and reads on
/// where the database says.
@Component
class FoldLoop implements SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(FoldLoop.class);

    private final Topics topics;
    private final TrackingProperties properties;
    private final Broker broker;
    private final SourceTopics source;
    private final Fold fold;
    private final PositionTable positions;
    private final FoldMetrics metrics;
    private final InstantSource clock;
    private final LoopThread thread = new LoopThread();
    private volatile @Nullable String trouble;

    FoldLoop(
            Topics topics,
            TrackingProperties properties,
            Broker broker,
            SourceTopics source,
            Fold fold,
            PositionTable positions,
            FoldMetrics metrics,
            InstantSource clock) {
        this.topics = topics;
        this.properties = properties;
        this.broker = broker;
        this.source = source;
        this.fold = fold;
        this.positions = positions;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void start() {
        FoldStep step =
                new FoldStep(topics, properties, broker, source, fold, positions, metrics, clock);
        thread.start("fold", stopped -> loop(step, stopped), _ -> step.wakeUp());
    }

    @Override
    public void stop() {
        thread.stop(properties.kafkaTimeout());
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
    }

    /// Why nothing is folded now, if something is wrong.
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void loop(FoldStep step, CountDownLatch stopped) {
        try (step) {
            while (stopped.getCount() > 0) {
                if (!isFed(step, stopped)) {
                    pause(stopped);
                }
            }
        }
    }

    private boolean isFed(FoldStep step, CountDownLatch stopped) {
        try {
            boolean fed = step.run();
            trouble = null;
            return fed;
        } catch (RuntimeException e) {
            if (stopped.getCount() > 0) {
                trouble = NestedExceptionUtils.getMostSpecificCause(e).getMessage();
                LOGGER.atError()
                        .setCause(e)
                        .addKeyValue("topic", topics.tracking())
                        .log("fold failed; nothing was committed, the same events are read again");
                step.startAgain();
            }
            return false;
        }
    }

    private void pause(CountDownLatch stopped) {
        try {
            boolean ending =
                    stopped.await(properties.retryDelay().toMillis(), TimeUnit.MILLISECONDS);
            if (ending) {
                LOGGER.atInfo().log("fold stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }
}
