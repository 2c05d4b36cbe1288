package dev.scorebus.tracking.deadletter;

import dev.scorebus.tracking.edge.Refusal;
import org.jspecify.annotations.Nullable;

/// What people say beside a request, and what they are told when it makes no sense.
///
/// @param slug names the problem
/// @param title says it in a few words
record Words(String slug, String title) {
    private static final int LONGEST = 1_000;

    /// A field that must be there.
    String required(String field, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > LONGEST) {
            throw refusal(
                    "'%s' has 1 to %d characters, got %s"
                            .formatted(
                                    field,
                                    LONGEST,
                                    value == null ? "none" : Integer.toString(value.length())));
        }
        return value;
    }

    /// A field that may be absent, but not empty.
    @Nullable String optional(String field, @Nullable String value) {
        return value == null ? null : required(field, value);
    }

    /// A number of messages.
    int limit(@Nullable Integer value, int otherwise) {
        int limit = value == null ? otherwise : value;
        if (limit < 1 || limit > Choice.MOST) {
            throw refusal("A limit lies between 1 and %d, got %d".formatted(Choice.MOST, limit));
        }
        return limit;
    }

    Refusal refusal(String detail) {
        return Refusal.badRequest(slug, title, detail);
    }
}
