package dev.scorebus.score.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.scorebus.action.Action;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One change in the life of an action, as the topic of their history keeps it.
///
/// @param revision counts the changes of all actions that have had this name
/// @param who made it; absent when nobody was named
/// @param reason why
/// @param action as it was from then on; absent when it was deleted
@JsonInclude(JsonInclude.Include.NON_NULL)
record ActionChange(
        String name,
        long revision,
        What what,
        @Nullable String who,
        @Nullable String reason,
        Instant at,
        @Nullable Action action) {

    /// What was done.
    enum What {
        APPLIED,
        PAUSED,
        RESUMED,
        DELETED;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
