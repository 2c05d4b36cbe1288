package dev.scorebus.score.stream;

import dev.scorebus.message.CloudEvent;
import dev.scorebus.score.sink.Delivery;
import dev.scorebus.score.sink.Shipment;
import dev.scorebus.score.sink.Shipment.Stretch;
import dev.scorebus.score.sink.Sinks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/// Takes the scores of a load to the sinks of its action, before the transaction that commits them.
final class Deliveries {
    private final Sinks sinks;
    private final String action;
    private final Outlets outlets;
    private final TopicIds topicIds;
    private final Function<TopicPartition, Long> positions;

    /// @param positions where each partition stands before the load
    Deliveries(StreamSetup setup, Function<TopicPartition, Long> positions) {
        this.sinks = setup.sinks();
        this.action = setup.action().name();
        this.outlets = setup.outlets();
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
        List<Delivery> deliveries = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Scored scored) {
                Work work = load.work().get(i);
                CloudEvent event = outlets.event(work, scored);
                if (outlets.fits(work, event)) {
                    deliveries.add(delivery(work, scored, event));
                    indexes.add(i);
                }
            }
        }
        Map<Integer, String> refused = sinks.write(new Shipment(deliveries, stretches(load)));
        if (refused.isEmpty()) {
            return outcomes;
        }
        List<Outcome> settled = new ArrayList<>(outcomes);
        refused.forEach(
                (index, why) -> {
                    int i = indexes.get(index);
                    settled.set(i, PollScoring.schema(outcomes.get(i).eventId(), why));
                });
        return settled;
    }

    /// The load is committed.
    void committed() {
        sinks.committed();
    }

    private Delivery delivery(Work work, Outcome.Scored scored, CloudEvent event) {
        return new Delivery(
                action,
                work.attempt().message(),
                work.attempt().topic(),
                work.message().timestamp(),
                topicIds.source(work.from()),
                work.offset(),
                scored.eventId(),
                scored.customer(),
                scored.model(),
                scored.reply().answer(),
                event);
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
