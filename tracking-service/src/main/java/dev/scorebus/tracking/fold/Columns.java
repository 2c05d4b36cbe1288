package dev.scorebus.tracking.fold;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Java values as PostgreSQL's columns take them.
final class Columns {
    private Columns() {}

    /// PostgreSQL's text cannot hold the character U+0000, which a JSON string can.
    static String text(String text) {
        return text.replace('\u0000', '\uFFFD');
    }

    static @Nullable String textOrNull(@Nullable String text) {
        return text == null ? null : text(text);
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
