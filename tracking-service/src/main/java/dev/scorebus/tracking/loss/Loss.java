package dev.scorebus.tracking.loss;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The offsets `[lo, hi)` of a partition, which nobody could read any more when their turn came.
///
/// @param reason what took them, as score-service said it
/// @param at when it was told
/// @param acknowledged who has taken note of it; while nobody has, the audit fails
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Loss(
        String action,
        String group,
        String topic,
        UUID topicId,
        int partition,
        long lo,
        long hi,
        String reason,
        Instant at,
        @Nullable Note acknowledged) {

    /// Who has taken note of it, when, and why that may be.
    public record Note(String who, String reason, Instant at) {}
}
