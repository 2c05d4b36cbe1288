package dev.scorebus.tracking.deadletter;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a message lies.
///
/// @param topicId when the topic was deleted and made again, which of them; any when absent
record Place(@Nullable String topic, @Nullable UUID topicId, int partition, long offset) {
    /// Whether a dead letter lies there.
    boolean names(DeadLetter letter) {
        return letter.topic().equals(topic)
                && (topicId == null || letter.topicId().equals(topicId))
                && letter.partition() == partition
                && letter.offset() == offset;
    }
}
