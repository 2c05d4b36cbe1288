package dev.scorebus.score.installed;

import dev.scorebus.bridge.BridgeListener;
import dev.scorebus.bridge.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Passes on what a program says beside its answers: its log and its output to the log, its measurements to the metrics, as
/// `scorebus.program.{name}` with the action and the program as labels.
final class ProgramWords implements BridgeListener {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.scorebus.program");
    private static final Set<String> OWN = Set.of("action", "program");

    private final String program;
    private final String user;
    private final MeterRegistry registry;
    private final Map<Metric, AtomicLong> gauges = new ConcurrentHashMap<>();

    ProgramWords(String program, String user, MeterRegistry registry) {
        this.program = program;
        this.user = user;
        this.registry = registry;
    }

    @Override
    public void log(String level, String message, String fieldsJson) {
        LOGGER.atLevel(level(level))
                .addKeyValue("program", program)
                .addKeyValue("action", user)
                .addKeyValue("fields", fieldsJson)
                .log("{}", message);
    }

    private static Level level(String level) {
        return switch (level) {
            case "error" -> Level.ERROR;
            case "warn" -> Level.WARN;
            case "debug" -> Level.DEBUG;
            default -> Level.INFO;
        };
    }

    @Override
    public void output(String line) {
        LOGGER.atInfo().addKeyValue("program", program).addKeyValue("action", user).log("{}", line);
    }

    @Override
    public void metric(Metric metric) {
        String name = "scorebus.program." + metric.name();
        Tags tags = tags(metric);
        switch (metric.kind()) {
            case COUNTER ->
                    Counter.builder(name)
                            .description("A count that the program keeps")
                            .tags(tags)
                            .register(registry)
                            .increment(metric.value());
            case HISTOGRAM ->
                    DistributionSummary.builder(name)
                            .description("A distribution that the program observes")
                            .tags(tags)
                            .register(registry)
                            .record(metric.value());
            case GAUGE -> gauge(name, tags, metric).set(Double.doubleToLongBits(metric.value()));
        }
    }

    private AtomicLong gauge(String name, Tags tags, Metric metric) {
        return gauges.computeIfAbsent(
                new Metric(metric.name(), metric.kind(), 0, metric.labels()),
                _ -> {
                    AtomicLong bits = new AtomicLong();
                    Gauge.builder(name, bits, value -> Double.longBitsToDouble(value.get()))
                            .description("A value that the program tells")
                            .tags(tags)
                            .strongReference(true)
                            .register(registry);
                    return bits;
                });
    }

    private Tags tags(Metric metric) {
        List<Tag> tags = new ArrayList<>();
        tags.add(Tag.of("action", user));
        tags.add(Tag.of("program", program));
        metric.labels()
                .forEach(
                        (label, value) -> {
                            if (!OWN.contains(label)) {
                                tags.add(Tag.of(label, value));
                            }
                        });
        return Tags.of(tags);
    }
}
