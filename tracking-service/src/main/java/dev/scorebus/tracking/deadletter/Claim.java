package dev.scorebus.tracking.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A dead letter that somebody took up, and of which no attempt was told yet.
///
/// @param group the consumer group it died for; what becomes of it is told on the frontier of this group
/// @param replay the life that the claim began; what is told of it carries this number
/// @param kind why it died
/// @param error what was wrong when it died
/// @param deadLetterTopic where its copy lies
/// @param diedAt when it died
/// @param runId the heal run that holds it; absent when it is replayed through its action
/// @param claimedAt when it was taken up
@JsonInclude(JsonInclude.Include.NON_NULL)
record Claim(
        String action,
        String group,
        String topic,
        UUID topicId,
        int partition,
        long offset,
        int replay,
        @Nullable String eventId,
        String kind,
        String error,
        @Nullable String deadLetterTopic,
        Instant diedAt,
        @Nullable String runId,
        @Nullable String who,
        @Nullable String reason,
        Instant claimedAt) {}
