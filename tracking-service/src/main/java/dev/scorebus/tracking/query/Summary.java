package dev.scorebus.tracking.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.tracking.query.MessageStory.ModelShare;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of the messages that an action read in one mode, in all or in one step of time. Each counts once, where it was
/// read first: a record of a retry topic stands for a message that is counted already, and adds nothing.
///
/// @param start when the step begins; absent when no steps were asked for
/// @param spans how many stretches of offsets were processed together
/// @param records `scored + filtered + failed`
/// @param scored scored at the first attempt
/// @param failed failed at the first attempt, or waited behind an earlier message of their key; `retrying + dead + claimed + healed + discarded`, by what is known of them now
/// @param retrying wait for another attempt
/// @param dead lie in the dead-letter topic
/// @param claimed were dead, and a heal run or a replay has taken them up
/// @param healed a later attempt succeeded
/// @param discarded given up by somebody
/// @param lost offsets that were gone before they could be read
/// @param models how many scores each model version gave, at first and at later attempts
@JsonInclude(JsonInclude.Include.NON_NULL)
record Summary(
        String action,
        String mode,
        @Nullable Instant start,
        long spans,
        long records,
        long scored,
        long filtered,
        long failed,
        long retrying,
        long dead,
        long claimed,
        long healed,
        long discarded,
        long lost,
        List<ModelShare> models) {

    /// What is asked for.
    record Question(
            @Nullable String action,
            @Nullable String mode,
            Period period,
            @Nullable Long stepSeconds) {}
}
