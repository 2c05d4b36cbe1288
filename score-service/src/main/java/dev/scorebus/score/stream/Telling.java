package dev.scorebus.score.stream;

import dev.scorebus.ledger.TrackingEvent;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Takes what is said to the ledger.
interface Telling {
    /// A tracking event that moves no offset by itself.
    void add(TrackingEvent event);

    /// A tracking event, and the offset it speaks of.
    void add(TrackingEvent event, TopicPartition partition, OffsetAndMetadata next);
}
