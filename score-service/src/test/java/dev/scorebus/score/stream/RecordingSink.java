package dev.scorebus.score.stream;

import dev.scorebus.score.sink.Delivery;
import dev.scorebus.score.sink.Refusal;
import dev.scorebus.score.sink.Shipment;
import dev.scorebus.score.sink.Sink;
import dev.scorebus.score.sink.SinkUnavailableException;
import dev.scorebus.score.sink.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A sink that remembers what it was given, as one that keeps its promises does, and is away when told to be.
final class RecordingSink implements Sink {
    private final Map<String, Integer> written = new TreeMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger faults = new AtomicInteger();
    private final AtomicInteger largest = new AtomicInteger();
    private volatile boolean away;
    private volatile Predicate<Delivery> refuses = _ -> false;

    void away(boolean now) {
        away = now;
    }

    void refuses(Predicate<Delivery> what) {
        refuses = what;
    }

    /// How often it was found away.
    int faults() {
        return faults.get();
    }

    /// How many scores it was given at once, at most.
    int largest() {
        return largest.get();
    }

    /// How often each message was written, by its CloudEvents id.
    synchronized Map<String, Integer> written() {
        return new TreeMap<>(written);
    }

    /// What was called, in its order.
    List<String> calls() {
        return calls;
    }

    @Override
    public void resume(Source source, long position, @Nullable String by) {
        calls.add(
                "resume %s-%d at %d by %s"
                        .formatted(source.topic(), source.partition(), position, by));
    }

    @Override
    public synchronized List<Refusal> write(Shipment shipment) {
        largest.accumulateAndGet(shipment.deliveries().size(), Math::max);
        if (away) {
            faults.incrementAndGet();
            throw new SinkUnavailableException("the sink of the test is away");
        }
        shipment.stretches()
                .forEach(
                        stretch ->
                                calls.add(
                                        "write %s-%d from %d to %d"
                                                .formatted(
                                                        stretch.source().topic(),
                                                        stretch.source().partition(),
                                                        stretch.lo(),
                                                        stretch.hi())));
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < shipment.deliveries().size(); i++) {
            Delivery delivery = shipment.deliveries().get(i);
            if (refuses.test(delivery)) {
                refusals.add(new Refusal(i, "the sink of the test does not like it"));
            } else {
                written.merge(String.valueOf(delivery.eventId()), 1, Integer::sum);
            }
        }
        return refusals;
    }

    @Override
    public void committed() {
        calls.add("committed");
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
