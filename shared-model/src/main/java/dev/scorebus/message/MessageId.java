package dev.scorebus.message;

import java.util.UUID;

/// What names a message for ever: the id of its topic (a topic that is deleted and made again has another),
/// its partition and its offset.
public record MessageId(UUID topicId, int partition, long offset) {
    public MessageId {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "Partition and offset must not be negative, got %d and %d"
                            .formatted(partition, offset));
        }
    }
}
