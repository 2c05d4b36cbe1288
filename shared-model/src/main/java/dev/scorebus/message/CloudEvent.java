package dev.scorebus.message;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A CloudEvents 1.0 event as Scorebus sees it. A record that is no CloudEvent becomes one with the id
/// `topic-partition-offset`, the source `/topics/{topic}` and the type `dev.scorebus.message`.
///
/// @param id unique within its source
/// @param source a URI reference
/// @param type what happened, such as `pull-request.opened`
/// @param subject what it happened to
/// @param time when it happened
/// @param dataContentType media type of `data`; absent means JSON
/// @param extensions further attributes by their lower-case names, `traceparent` and `dataschema` among them
/// @param data the payload as it came, not to be changed by anyone; empty when there is none
@SuppressWarnings("ArrayRecordComponent") // handed through untouched; a copy per message is waste
public record CloudEvent(
        String id,
        String source,
        String type,
        @Nullable String subject,
        @Nullable Instant time,
        @Nullable String dataContentType,
        Map<String, String> extensions,
        byte[] data) {
    public CloudEvent {
        extensions = Map.copyOf(extensions);
    }
}
