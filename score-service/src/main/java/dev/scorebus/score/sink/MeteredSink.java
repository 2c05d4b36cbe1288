package dev.scorebus.score.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A sink, and how it does.
final class MeteredSink implements Sink {
    private final Sink sink;
    private final Timer duration;
    private final Counter taken;
    private final Counter refused;
    private final Counter faults;

    /// @param kind its kind, such as `postgres`
    MeteredSink(Sink sink, MeterRegistry registry, String action, String kind) {
        this.sink = sink;
        this.duration =
                Timer.builder("scorebus.sink.duration")
                        .description("How long a sink takes for a shipment")
                        .tag("action", action)
                        .tag("sink", kind)
                        .serviceLevelObjectives(
                                Duration.ofMillis(5),
                                Duration.ofMillis(25),
                                Duration.ofMillis(100),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60))
                        .register(registry);
        this.taken = scores(registry, action, kind, "taken");
        this.refused = scores(registry, action, kind, "refused");
        this.faults =
                Counter.builder("scorebus.sink.faults")
                        .description("How often a sink could not take anything")
                        .tag("action", action)
                        .tag("sink", kind)
                        .register(registry);
    }

    private static Counter scores(
            MeterRegistry registry, String action, String kind, String outcome) {
        return Counter.builder("scorebus.sink.scores")
                .description("Scores that a sink was given, by what it did with them")
                .tag("action", action)
                .tag("sink", kind)
                .tag("outcome", outcome)
                .register(registry);
    }

    @Override
    public void resume(Source source, long position, @Nullable String by) {
        sink.resume(source, position, by);
    }

    @Override
    public List<Refusal> write(Shipment shipment) {
        long start = System.nanoTime();
        try {
            List<Refusal> refusals = sink.write(shipment);
            taken.increment((double) shipment.deliveries().size() - refusals.size());
            refused.increment(refusals.size());
            return refusals;
        } catch (SinkUnavailableException e) {
            faults.increment();
            throw e;
        } finally {
            duration.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void committed() {
        sink.committed();
    }

    @Override
    public void close() {
        sink.close();
    }
}
