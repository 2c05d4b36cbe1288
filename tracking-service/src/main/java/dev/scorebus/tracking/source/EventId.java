package dev.scorebus.tracking.source;

import dev.scorebus.message.CloudEvents;
import dev.scorebus.message.Decoded;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The CloudEvents id of a record.
public final class EventId {
    private EventId() {}

    /// The id, or empty for a record that breaks the specification of CloudEvents.
    public static Optional<String> of(ConsumerRecord<byte[], byte[]> record) {
        return switch (CloudEvents.read(record)) {
            case Decoded.Read read -> Optional.of(read.event().id());
            case Decoded.Unreadable _ -> Optional.empty();
        };
    }
}
