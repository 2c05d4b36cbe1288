package dev.scorebus.score.request;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/// Counts requests by what they asked and how it ended. What a caller merely claims never becomes a label.
@Component
final class RequestCounters {
    private record Labels(String model, String version, String protocol, String outcome) {}

    private final MeterRegistry registry;
    private final Map<Labels, Counter> counters = new ConcurrentHashMap<>();

    RequestCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(String model, String version, String protocol, String outcome) {
        counters.computeIfAbsent(new Labels(model, version, protocol, outcome), this::counter)
                .increment();
    }

    private Counter counter(Labels labels) {
        return Counter.builder("scorebus.requests")
                .description("Scoring requests by model, version, protocol and outcome")
                .tag("model", labels.model())
                .tag("version", labels.version())
                .tag("protocol", labels.protocol())
                .tag("outcome", labels.outcome())
                .register(registry);
    }
}
