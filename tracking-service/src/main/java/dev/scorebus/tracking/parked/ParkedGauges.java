package dev.scorebus.tracking.parked;

import dev.scorebus.tracking.gauge.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/// How many records of the tracking topic are parked.
@Component
class ParkedGauges implements Gauges {
    private static final List<String> WHY = List.of("GAP", "UNREADABLE", "DELETED");

    private final ParkedListTable table;
    private final MultiGauge parked;

    ParkedGauges(ParkedListTable table, MeterRegistry registry) {
        this.table = table;
        this.parked =
                MultiGauge.builder("scorebus.parked.events")
                        .description(
                                "Tracking events that could not be folded and wait for someone")
                        .register(registry);
    }

    @Override
    public void measure() {
        Map<String, Long> counts = table.counts();
        parked.register(
                WHY.stream()
                        .<MultiGauge.Row<?>>map(
                                why ->
                                        MultiGauge.Row.of(
                                                Tags.of("why", why.toLowerCase(Locale.ROOT)),
                                                counts.getOrDefault(why, 0L)))
                        .toList(),
                true);
    }
}
