package dev.scorebus.score.sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sinks of one action, open. For one thread.
///
/// Those that may refuse a message come first, and what one refused is not written to those after it.
public final class Sinks implements AutoCloseable {
    /// No sink at all.
    public static final Sinks NONE = new Sinks(List.of());

    private final List<Sink> sinks;

    /// These sinks, in the order in which they are written to.
    public Sinks(List<? extends Sink> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    /// Whether there is nothing to write to.
    public boolean isEmpty() {
        return sinks.isEmpty();
    }

    /// A partition is read from here on; see [Sink#resume].
    public void resume(Source source, long position, @Nullable String by) {
        sinks.forEach(sink -> sink.resume(source, position, by));
    }

    /// Writes a shipment to all of them.
    ///
    /// @return why a message was refused, by its index
    /// @throws SinkUnavailableException when one of them cannot take anything now; the others may have taken it
    public Map<Integer, String> write(Shipment shipment) {
        Map<Integer, String> refused = new HashMap<>();
        for (Sink sink : sinks) {
            List<Integer> indexes = new ArrayList<>();
            for (int i = 0; i < shipment.deliveries().size(); i++) {
                if (!refused.containsKey(i)) {
                    indexes.add(i);
                }
            }
            Shipment rest = refused.isEmpty() ? shipment : shipment.of(indexes);
            for (Refusal refusal : sink.write(rest)) {
                refused.put(indexes.get(refusal.index()), refusal.why());
            }
        }
        return refused;
    }

    /// What was written last is committed.
    public void committed() {
        sinks.forEach(Sink::committed);
    }

    @Override
    public void close() {
        sinks.forEach(Sink::close);
    }
}
