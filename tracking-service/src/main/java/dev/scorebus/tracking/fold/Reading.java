package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.message.WireJson;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/// A record of the tracking topic, read or not.
sealed interface Reading {
    /// The record as it came.
    ConsumerRecord<byte[], byte[]> record();

    /// Where it lies.
    Told told();

    /// It holds an event.
    record Event(ConsumerRecord<byte[], byte[]> record, Told told, TrackingEvent event)
            implements Reading {}

    /// It holds none; `why` says what is wrong with it.
    record Unreadable(ConsumerRecord<byte[], byte[]> record, Told told, String why)
            implements Reading {}

    /// How long a name may be.
    int LONGEST_NAME = 500;

    /// Reads a record of the tracking topic with this id.
    static Reading of(UUID topicId, ConsumerRecord<byte[], byte[]> record) {
        Told told = new Told(topicId, record.partition(), record.offset());
        byte @Nullable [] value = record.value();
        if (value == null) {
            return new Unreadable(record, told, "the record has no value");
        }
        try {
            TrackingEvent event = read(value);
            return event != null && isWhole(event)
                    ? new Event(record, told, event)
                    : new Unreadable(
                            record,
                            told,
                            "the event misses a required field, or a name in it is too long");
        } catch (JacksonException e) {
            return new Unreadable(record, told, e.getOriginalMessage());
        }
    }

    private static @Nullable TrackingEvent read(byte[] value) {
        try {
            return WireJson.mapper().readValue(value, TrackingEvent.class);
        } catch (MismatchedInputException e) {
            JsonNode tree = WireJson.mapper().readTree(value);
            if (!"span".equals(tree.path("kind").asString(""))) {
                throw e;
            }
            return WireJson.mapper().treeToValue(withCountsOfRetries(tree), TrackingEvent.class);
        }
    }

    /// Before there were retries, spans did not count relayed records, and nothing was replayed.
    private static JsonNode withCountsOfRetries(JsonNode span) {
        if (span instanceof ObjectNode fields) {
            fields.putIfAbsent("relayed", IntNode.valueOf(0));
            for (JsonNode entry : fields.path("exceptions")) {
                if (entry instanceof ObjectNode step) {
                    step.putIfAbsent("replay", IntNode.valueOf(0));
                }
            }
        }
        return span;
    }

    /// JSON can leave out what the records' types require.
    @SuppressWarnings("NullAway") // the whole point: a value from outside may break its type
    private static boolean isWhole(TrackingEvent event) {
        if (event.at() == null || !isWhole(event.frontier())) {
            return false;
        }
        return switch (event) {
            case TrackingEvent.Origin origin -> origin.instance() != null && origin.offset() >= 0;
            case TrackingEvent.Lost lost ->
                    lost.instance() != null && lost.reason() != null && lost.hi() > lost.lo();
            case TrackingEvent.Span span ->
                    span.instance() != null
                            && span.mode() != null
                            && span.models().stream()
                                    .allMatch(m -> isName(m.model()) && isName(m.version()))
                            && span.exceptions().stream().allMatch(Reading::isWhole);
            case TrackingEvent.Amended amended ->
                    amended.instance() != null
                            && amended.mode() != null
                            && amended.entries().stream().allMatch(Reading::isWhole);
        };
    }

    @SuppressWarnings("NullAway")
    private static boolean isWhole(@Nullable Frontier frontier) {
        return frontier != null
                && isName(frontier.group())
                && isName(frontier.action())
                && isName(frontier.topic())
                && frontier.topicId() != null;
    }

    /// The database indexes names; one that is longer than any of ours is not one of ours.
    private static boolean isName(@Nullable String name) {
        return name != null && name.length() <= LONGEST_NAME;
    }

    @SuppressWarnings("NullAway")
    private static boolean isWhole(ExceptionEntry entry) {
        return entry.state() != null
                && (entry.state() != ExceptionState.DISCARDED || entry.error() != null)
                && (entry.model() == null
                        || (isName(entry.model().name()) && isName(entry.model().version())));
    }
}
