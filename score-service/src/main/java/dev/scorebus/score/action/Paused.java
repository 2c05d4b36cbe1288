package dev.scorebus.score.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Says that an action reads nothing until someone resumes it.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Paused(String who, @Nullable String reason, Instant at) {
    /// For people.
    public String text() {
        return "paused by %s at %s%s".formatted(who, at, reason == null ? "" : ": " + reason);
    }
}
