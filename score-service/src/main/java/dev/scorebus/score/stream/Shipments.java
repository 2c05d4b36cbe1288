package dev.scorebus.score.stream;

import dev.scorebus.message.CloudEvent;
import dev.scorebus.score.sink.Delivery;
import dev.scorebus.score.sink.Shipment;
import dev.scorebus.score.sink.Shipment.Stretch;
import dev.scorebus.score.sink.Sinks;
import dev.scorebus.score.sink.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// Makes shipments of what was scored, and of what a sink refuses a failure.
final class Shipments {
    private final Sinks sinks;
    private final String action;
    private final Outlets outlets;

    /// @param outlets of the action
    Shipments(Sinks sinks, String action, Outlets outlets) {
        this.sinks = sinks;
        this.action = action;
        this.outlets = outlets;
    }

    /// Where sinks look for a message among the stretches of its shipment.
    record Place(Source from, long offset) {}

    /// Writes what was scored.
    ///
    /// @param places where each message was read from now, by its index
    /// @param stretches what is committed with it
    /// @return the outcomes, in which those that a sink refused have failed
    List<Outcome> write(
            List<Work> work,
            List<Outcome> outcomes,
            IntFunction<Place> places,
            List<Stretch> stretches) {
        if (sinks.isEmpty()) {
            return outcomes;
        }
        List<Delivery> deliveries = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Scored scored) {
                CloudEvent event = outlets.event(work.get(i), scored);
                if (outlets.fits(work.get(i), event)) {
                    deliveries.add(delivery(work.get(i), places.apply(i), scored, event));
                    indexes.add(i);
                }
            }
        }
        Map<Integer, String> refused = sinks.write(new Shipment(deliveries, stretches));
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

    private Delivery delivery(Work work, Place place, Outcome.Scored scored, CloudEvent event) {
        return new Delivery(
                action,
                work.attempt().message(),
                work.attempt().topic(),
                // What has no time, as a row of a data set has none, is older than all that has
                // one.
                Math.max(0, work.message().timestamp()),
                place.from(),
                place.offset(),
                scored.eventId(),
                scored.customer(),
                scored.model(),
                scored.reply().answer(),
                event);
    }
}
