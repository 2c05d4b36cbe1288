package dev.scorebus.train.batch;

import dev.scorebus.batch.BatchRun.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/// How many batch runs there are by state. The table is counted at most once in two seconds, however often someone asks.
@Component
class BatchGauges implements MeterBinder {
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final BatchRunTable table;
    private final InstantSource clock;
    private Map<State, Long> counts = Map.of();
    private Instant countedAt = Instant.EPOCH;

    BatchGauges(BatchRunTable table, InstantSource clock) {
        this.table = table;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (State state : State.values()) {
            Gauge.builder("scorebus.batch.runs", this, gauges -> gauges.count(state))
                    .description("Batch runs by state")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private synchronized double count(State state) {
        Instant now = clock.instant();
        if (now.isAfter(countedAt.plus(FRESH))) {
            counts = table.counts();
            countedAt = now;
        }
        return counts.getOrDefault(state, 0L);
    }
}
