package dev.scorebus.tracking.fold;

import java.util.UUID;

/// Where an event lies in the tracking topic.
record Told(UUID topicId, int partition, long offset) {
    /// Whether this lies behind `other` in the same partition; events of different partitions have no order.
    boolean isAfter(Told other) {
        return topicId.equals(other.topicId)
                && partition == other.partition
                && offset > other.offset;
    }
}
