package dev.scorebus.score.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.action.Action;
import dev.scorebus.message.WireJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The value of a record in the topic of actions. Older versions wrote the action alone; that is its first revision.
@JsonInclude(JsonInclude.Include.NON_NULL)
record ActionRecord(
        Action action,
        long revision,
        @Nullable Paused paused,
        @Nullable String who,
        @Nullable Instant at) {

    static ActionRecord of(Listed.Sound sound) {
        return new ActionRecord(
                sound.action(), sound.revision(), sound.paused(), sound.who(), sound.at());
    }

    /// What a record says.
    static Listed read(String key, byte[] value) {
        try {
            JsonNode node = WireJson.mapper().readTree(value);
            ActionRecord read =
                    node.path("action").isObject()
                            ? WireJson.mapper().treeToValue(node, ActionRecord.class)
                            : new ActionRecord(
                                    WireJson.mapper().treeToValue(node, Action.class),
                                    1,
                                    null,
                                    null,
                                    null);
            return read.action().name().equals(key)
                    ? new Listed.Sound(
                            read.action(), read.revision(), read.paused(), read.who(), read.at())
                    : new Listed.Broken(key, "its key is not its name");
        } catch (JacksonException e) {
            return new Listed.Broken(
                    key, "it cannot be read by this version: " + e.getOriginalMessage());
        }
    }

    byte[] bytes() {
        return WireJson.mapper().writeValueAsBytes(this);
    }
}
