package dev.scorebus.tracking.deadletter;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a message lies.
///
/// @param topicId when the topic was deleted and made again, which of them; any when absent
/// @param run where it died: `stream`, or a batch run that read it too; needed only when it is dead in several
record Place(
        @Nullable String topic,
        @Nullable UUID topicId,
        int partition,
        long offset,
        @Nullable String run) {
    /// Whether a dead letter lies there.
    boolean names(DeadLetter letter) {
        return letter.topic().equals(topic)
                && (topicId == null || letter.topicId().equals(topicId))
                && letter.partition() == partition
                && letter.offset() == offset
                && (run == null || letter.where().equals(run));
    }
}
