package dev.scorebus.score.stream;

import dev.scorebus.score.sink.Shipment.Stretch;
import dev.scorebus.score.sink.Sinks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/// Takes the scores of a load to the sinks of its action, before the transaction that commits them.
final class Deliveries {
    private final Sinks sinks;
    private final Shipments shipments;
    private final TopicIds topicIds;
    private final Function<TopicPartition, Long> positions;

    /// @param positions where each partition stands before the load
    Deliveries(StreamSetup setup, Function<TopicPartition, Long> positions) {
        this.sinks = setup.sinks();
        this.shipments = new Shipments(setup.sinks(), setup.action().name(), setup.outlets());
        this.topicIds = setup.topicIds();
        this.positions = positions;
    }

    /// Writes what was scored.
    ///
    /// @return the outcomes, in which those that a sink refused have failed
    List<Outcome> write(Window.Load load, List<Outcome> outcomes) {
        if (sinks.isEmpty()) {
            return outcomes;
        }
        List<Work> work = load.work();
        return shipments.write(
                work,
                outcomes,
                i -> new Shipments.Place(topicIds.source(work.get(i).from()), work.get(i).offset()),
                stretches(load));
    }

    /// The load is committed.
    void committed() {
        sinks.committed();
    }

    private List<Stretch> stretches(Window.Load load) {
        List<Stretch> stretches = new ArrayList<>();
        load.next()
                .forEach(
                        (partition, next) -> {
                            long lo = positions.apply(partition);
                            if (next.offset() > lo) {
                                stretches.add(
                                        new Stretch(topicIds.source(partition), lo, next.offset()));
                            }
                        });
        return stretches;
    }
}
