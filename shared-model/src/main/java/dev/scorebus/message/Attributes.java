package dev.scorebus.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;

/// The context attributes of an event while it is read; tells what the specification requires and is not there.
final class Attributes {
    private final Map<String, String> byName;

    /// @param inherited extensions from outside the event, which its own overrule
    Attributes(Map<String, String> inherited) {
        this.byName = new HashMap<>(inherited);
    }

    /// Whether a name is one that the specification allows: lower-case letters and digits.
    static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    void put(String name, String value) {
        byName.put(name, value);
    }

    /// The event of these attributes.
    Decoded event(byte[] data) {
        String version = byName.remove("specversion");
        if (version == null) {
            return missing("specversion");
        }
        if (!version.equals(CloudEvents.VERSION)) {
            return new Decoded.Unreadable(
                    "specversion is '%s'; only %s is read".formatted(version, CloudEvents.VERSION));
        }
        String id = byName.remove("id");
        String source = byName.remove("source");
        String type = byName.remove("type");
        if (id == null || id.isEmpty()) {
            return missing("id");
        }
        if (source == null || source.isEmpty()) {
            return missing("source");
        }
        if (type == null || type.isEmpty()) {
            return missing("type");
        }
        String subject = byName.remove("subject");
        String contentType = byName.remove("datacontenttype");
        String time = byName.remove("time");
        try {
            Instant instant = time == null ? null : OffsetDateTime.parse(time).toInstant();
            return new Decoded.Read(
                    new CloudEvent(id, source, type, subject, instant, contentType, byName, data));
        } catch (DateTimeException _) {
            return new Decoded.Unreadable(
                    "time '%s' is not an RFC 3339 timestamp such as 2026-11-01T12:00:00Z"
                            .formatted(time));
        }
    }

    private static Decoded missing(String name) {
        return new Decoded.Unreadable("the required attribute '%s' is missing".formatted(name));
    }
}
