package dev.scorebus.tracking.loss;

import dev.scorebus.tracking.gauge.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.springframework.stereotype.Component;

/// How much each action has lost, and how much of that nobody has taken note of.
@Component
class LossGauges implements Gauges {
    private final LossTable table;
    private final MultiGauge offsets;
    private final MultiGauge open;

    LossGauges(LossTable table, MeterRegistry registry) {
        this.table = table;
        this.offsets =
                MultiGauge.builder("scorebus.lost.offsets")
                        .description("Offsets that were gone before they could be read")
                        .register(registry);
        this.open =
                MultiGauge.builder("scorebus.losses.unacknowledged")
                        .description("Stretches of lost offsets that nobody has taken note of")
                        .register(registry);
    }

    @Override
    public void measure() {
        Map<String, LossTally> tallies = table.byAction();
        offsets.register(rows(tallies, LossTally::offsets), true);
        open.register(rows(tallies, LossTally::open), true);
    }

    private static List<MultiGauge.Row<?>> rows(
            Map<String, LossTally> tallies, ToLongFunction<LossTally> value) {
        return tallies.entrySet().stream()
                .<MultiGauge.Row<?>>map(
                        entry ->
                                MultiGauge.Row.of(
                                        Tags.of("action", entry.getKey()),
                                        value.applyAsLong(entry.getValue())))
                .toList();
    }
}
