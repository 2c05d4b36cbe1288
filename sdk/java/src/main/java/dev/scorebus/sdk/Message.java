package dev.scorebus.sdk;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A message to be scored.
///
/// @param data the message itself
/// @param explain whether an explanation is wanted
/// @param id names it; a message that is tried again has the same
/// @param key the record's key, when it has one
/// @param customer whose it is, when the action tells
/// @param time when it happened, RFC 3339, when known
public record Message(
        JsonNode data,
        boolean explain,
        @Nullable String id,
        @Nullable String key,
        @Nullable String customer,
        @Nullable String time) {
    static Message of(JsonNode message, boolean explain) {
        return new Message(
                message.path("data"),
                explain,
                text(message, "id"),
                text(message, "key"),
                text(message, "customer"),
                text(message, "time"));
    }

    private static @Nullable String text(JsonNode message, String field) {
        JsonNode value = message.get(field);
        return value == null ? null : value.asString();
    }
}
