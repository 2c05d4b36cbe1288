package dev.scorebus.tracking.query;

import dev.scorebus.tracking.gauge.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;
import org.springframework.stereotype.Component;

/// How far the ledger is behind what the consumer groups have committed.
@Component
class LagGauges implements Gauges {
    private final Frontiers frontiers;
    private final MultiGauge lag;

    LagGauges(Frontiers frontiers, MeterRegistry registry) {
        this.frontiers = frontiers;
        this.lag =
                MultiGauge.builder("scorebus.frontier.lag")
                        .description("Offsets that are committed and not accounted for yet")
                        .register(registry);
    }

    @Override
    public void measure() {
        lag.register(
                frontiers.list().stream()
                        .filter(standing -> standing.trackingLag() != null)
                        .map(LagGauges::row)
                        .toList(),
                true);
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
