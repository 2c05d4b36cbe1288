package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.model.Score.ModelRef;
import dev.scorebus.score.program.Stages;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The meters of one action. For the one thread that runs the action.
final class StreamMetrics implements Stages {
    private record Labels(String model, String version, String outcome) {}

    private final MeterRegistry registry;
    private final String action;
    private final String mode;
    private final LoopStatus status;
    private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
    private final Map<Labels, Counter> counters = new HashMap<>();
    private final Map<TopicPartition, Meter> lags = new HashMap<>();
    private @Nullable Meter halted;

    StreamMetrics(MeterRegistry registry, Action action, LoopStatus status) {
        this.registry = registry;
        this.action = action.name();
        this.mode = action.mode().name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.status = status;
        for (Stage stage : Stage.values()) {
            stages.put(stage, timer(stage));
        }
    }

    /// The loop begins, and those of older definitions of the action have ended.
    void open() {
        halted =
                Gauge.builder("scorebus.partitions.halted", status, LoopStatus::haltedPartitions)
                        .description(
                                "Partitions that are not read until someone says where to go on")
                        .tag("action", action)
                        .register(registry);
    }

    /// The loop has ended.
    void close() {
        leftAll();
        if (halted != null) {
            registry.remove(halted);
        }
    }

    private Timer timer(Stage stage) {
        return Timer.builder("scorebus.stage.duration")
                .description("How long a stage of a poll takes, for all of its messages")
                .tag("action", action)
                .tag("stage", stage.name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30))
                .register(registry);
    }

    @Override
    public void took(Stage stage, long nanos) {
        Timer timer = stages.get(stage);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /// A load was committed.
    void committed(Totals totals) {
        totals.models()
                .forEach(
                        (ModelRef model, Integer count) ->
                                count(model.name(), model.version(), "scored", count));
        count("", "", "filtered", totals.filtered());
        count("", "", "retried", totals.retried());
        count("", "", "failed", totals.dead());
        count("", "", "behind", totals.behind());
    }

    private void count(String model, String version, String outcome, int count) {
        if (count > 0) {
            counters.computeIfAbsent(new Labels(model, version, outcome), this::counter)
                    .increment(count);
        }
    }

    private Counter counter(Labels labels) {
        return Counter.builder("scorebus.messages")
                .description("Messages by action, mode, model version and outcome")
                .tag("action", action)
                .tag("mode", mode)
                .tag("model", labels.model())
                .tag("version", labels.version())
                .tag("outcome", labels.outcome())
                .register(registry);
    }

    /// The partition is this instance's.
    void entered(TopicPartition partition) {
        lags.computeIfAbsent(
                partition,
                _ ->
                        Gauge.builder("scorebus.consumer.lag", status, s -> s.lag(partition))
                                .description("Offsets that wait to be read")
                                .tag("action", action)
                                .tag("topic", partition.topic())
                                .tag("partition", Integer.toString(partition.partition()))
                                .register(registry));
    }

    /// The partition is someone else's now.
    void left(TopicPartition partition) {
        Meter gauge = lags.remove(partition);
        if (gauge != null) {
            registry.remove(gauge);
        }
    }

    /// No partition is this instance's.
    void leftAll() {
        lags.values().forEach(registry::remove);
        lags.clear();
    }
}
