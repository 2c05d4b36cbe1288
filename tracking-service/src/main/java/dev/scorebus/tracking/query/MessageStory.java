package dev.scorebus.tracking.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import dev.scorebus.message.MessageId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one message, for each action that reads its topic.
///
/// @param topic the topic's name
/// @param end where the partition ends, when it ends before this place: there is no such message yet
@JsonInclude(JsonInclude.Include.NON_NULL)
record MessageStory(MessageId id, String topic, List<Story> stories, @Nullable Long end) {
    /// The same, of a partition that ends before it.
    MessageStory endingAt(long offset) {
        return new MessageStory(id, topic, stories, offset);
    }

    boolean isNotYet() {
        return stories.stream().anyMatch(story -> story.disposition() == Disposition.NOT_YET);
    }

    /// What became of it for one action.
    ///
    /// @param modelVersions the versions that scored its span, with the number of scores each gave
    /// @param history what happened to it if it did not simply succeed, step by step
    /// @param trackedUpTo the offset up to which everything of its partition is accounted for
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Story(
            String action,
            String group,
            Disposition disposition,
            @Nullable String mode,
            List<ModelShare> modelVersions,
            @Nullable Stretch span,
            List<Event> history,
            long trackedUpTo) {}

    /// How many scores of the span a model version gave.
    record ModelShare(String model, String version, int count) {}

    /// The offsets that were processed with it, in the same way and within the same minute.
    ///
    /// @param at when the first of them were processed
    /// @param lastAt when the last of them were processed
    /// @param reason why they are lost, when they are
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stretch(
            long lo,
            long hi,
            Instant at,
            Instant lastAt,
            String instance,
            @Nullable String runId,
            @Nullable String reason) {}

    /// One step: an attempt, or somebody's decision.
    ///
    /// @param replay which of its lives this belongs to; 0 is the first, and each claim of its dead letter begins another
    /// @param attempt 0 when nothing was attempted: the message waits behind an earlier one of its key, was claimed, or its claim was
    ///     released or given up
    /// @param error what was wrong; the reason when it was claimed or discarded
    /// @param mode how it was processed; absent when it was claimed or discarded
    /// @param model the version that scored it when it was healed; absent when the filter dropped it
    /// @param runId the run that claimed it or processed it
    /// @param who who claimed it or discarded it
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Event(
            String state,
            int replay,
            int attempt,
            @Nullable String kind,
            @Nullable String error,
            @Nullable String mode,
            @Nullable String eventId,
            @Nullable String runId,
            @Nullable String deadLetterTopic,
            @Nullable ModelName model,
            @Nullable String who,
            Instant at) {}
}
