package dev.scorebus.tracking.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.tracking.query.MessageStory.ModelShare;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an action did in one mode, in all or in one step of time.
///
/// @param start when the step begins; absent when no steps were asked for
/// @param spans how many stretches of offsets were processed together
/// @param lost offsets that were gone before they could be read
/// @param models how many scores each model version gave
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
        long lost,
        List<ModelShare> models) {

    /// What is asked for.
    record Question(
            @Nullable String action,
            @Nullable String mode,
            Period period,
            @Nullable Long stepSeconds) {}
}
