package dev.scorebus.tracking.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message that failed for good and is dead now.
///
/// @param run the batch run in which it died as one of the messages that the run read; absent: in the stream
/// @param replay which of its lives ended; 0 is the first, and each claim begins another
/// @param replays how often it was sent through its action again
/// @param attempt the attempt that was its last
/// @param errorClass the kind of error in the words of who failed
/// @param at when it died
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetter(
        String action,
        String group,
        @Nullable String run,
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
        Instant at) {
    /// How a request names the stream among the places where a message may be dead.
    static final String STREAM = "stream";

    /// Where it died: `stream`, or the run.
    String where() {
        return run == null ? STREAM : run;
    }

    /// The batch run that a consumer group is of; nothing when it is of a stream.
    static @Nullable String run(String group, String action) {
        String mark = "." + action + ".run.";
        int at = group.indexOf(mark);
        return at < 0 ? null : group.substring(at + mark.length());
    }
}
