package dev.scorebus.tracking.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message that failed for good and is dead now.
///
/// @param replay which of its lives ended; 0 is the first, and each claim begins another
/// @param replays how often it was sent through its action again
/// @param attempt the attempt that was its last
/// @param errorClass the kind of error in the words of who failed
/// @param at when it died
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetter(
        String action,
        String group,
        String topic,
        UUID topicId,
        int partition,
        long offset,
        @Nullable String eventId,
        int replay,
        int replays,
        int attempt,
        String kind,
        String error,
        @Nullable String errorClass,
        @Nullable String deadLetterTopic,
        Instant at) {}
