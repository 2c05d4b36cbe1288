package dev.scorebus.tracking.parked;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A record of the tracking topic that could not be folded; while it is parked, the audit fails.
///
/// @param told where it lies in the tracking topic
/// @param why GAP, UNREADABLE or DELETED
/// @param detail what is wrong
/// @param group whose frontier it concerns; absent when it cannot be read
/// @param topic absent when nothing was ever applied of that frontier
/// @param lo the offset it starts at; absent for an amendment
/// @param record what it holds, as text
/// @param accepted who has accepted it; absent while it is parked
@JsonInclude(JsonInclude.Include.NON_NULL)
record ParkedEvent(
        Place told,
        String why,
        String detail,
        @Nullable String group,
        @Nullable String topic,
        @Nullable UUID topicId,
        @Nullable Integer partition,
        @Nullable Long lo,
        @Nullable String record,
        Instant parkedAt,
        @Nullable Note accepted) {

    /// A place of the tracking topic.
    record Place(UUID topicId, int partition, long offset) {}

    /// Who has accepted it, when, and why that may be.
    record Note(String who, String reason, Instant at) {}
}
