package dev.scorebus.score.sink;

import java.util.List;

/// What is written at once and committed together.
///
/// @param deliveries the scores
/// @param stretches the offsets that are committed with them, one stretch of each partition that was read; what has no score in
///     them was filtered, or failed
public record Shipment(List<Delivery> deliveries, List<Stretch> stretches) {
    /// Copies both lists.
    public Shipment {
        deliveries = List.copyOf(deliveries);
        stretches = List.copyOf(stretches);
    }

    /// Offsets of a partition: `lo` and what follows, without `hi`.
    public record Stretch(Source source, long lo, long hi) {}

    /// The same with some of its deliveries alone.
    Shipment of(List<Integer> indexes) {
        return new Shipment(indexes.stream().map(deliveries::get).toList(), stretches);
    }
}
