package dev.scorebus.score.sink;

import dev.scorebus.message.CloudEvent;
import dev.scorebus.message.MessageId;
import dev.scorebus.model.Score.ModelRef;
import dev.scorebus.score.program.Answer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A score on its way to a sink.
///
/// @param action whose score it is
/// @param message the message, where it was first read
/// @param topic the name of its topic
/// @param timestamp the message's timestamp in its topic, milliseconds since 1970
/// @param from the partition it was read from now: its own, or one of the retry topic
/// @param offset its offset there
/// @param eventId its CloudEvents id; absent when it is none
/// @param customer whose it is; absent when the action does not tell
/// @param model which version scored it
/// @param answer what was predicted
/// @param event the score as it goes to topics
public record Delivery(
        String action,
        MessageId message,
        String topic,
        long timestamp,
        Source from,
        long offset,
        @Nullable String eventId,
        @Nullable String customer,
        ModelRef model,
        Answer answer,
        CloudEvent event) {
    /// What the message is known by, to whoever is told of it twice.
    public String identity() {
        return "%s/%s-%d-%d"
                .formatted(action, message.topicId(), message.partition(), message.offset());
    }

    /// What the score is about: the message's subject, or else its id.
    public String subject() {
        String subject = event.subject();
        return subject == null ? event.id() : subject;
    }

    /// What was predicted, as text.
    public String value() {
        return switch (answer) {
            case Answer.Choice choice -> choice.label();
            case Answer.Amount(float amount) -> Float.toString(amount);
            case Answer.Document(JsonNode value) ->
                    value.isString() ? value.stringValue() : value.toString();
        };
    }

    /// When it was scored.
    public Instant scoredAt() {
        Instant time = event.time();
        return time == null ? Instant.EPOCH : time;
    }
}
