package dev.scorebus.score.sink;

import dev.scorebus.message.CloudEvent;
import dev.scorebus.message.MessageId;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.score.program.Answer;
import dev.scorebus.score.sink.Shipment.Stretch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// A delivery, and what is particular about it.
record DeliveryDraft(
        Source source,
        long offset,
        String subject,
        float value,
        Instant messageAt,
        Instant scoredAt,
        @Nullable String customer) {
    static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    static final Source SOURCE =
            new Source("pull-requests", UUID.fromString("0e9f6e50-7a4c-4f0f-9d7b-9b7a64ac9b11"), 2);
    private static final TinyModel MODEL = TinyModel.classes("merge-time", null, 1);

    static DeliveryDraft at(long offset) {
        return new DeliveryDraft(
                SOURCE, offset, "s" + offset, offset, NOON.plusSeconds(offset), NOON, null);
    }

    DeliveryDraft of(Source other) {
        return new DeliveryDraft(other, offset, subject, value, messageAt, scoredAt, customer);
    }

    DeliveryDraft subject(String other) {
        return new DeliveryDraft(source, offset, other, value, messageAt, scoredAt, customer);
    }

    DeliveryDraft value(float other) {
        return new DeliveryDraft(source, offset, subject, other, messageAt, scoredAt, customer);
    }

    DeliveryDraft messageAt(Instant other) {
        return new DeliveryDraft(source, offset, subject, value, other, scoredAt, customer);
    }

    DeliveryDraft scoredAt(Instant other) {
        return new DeliveryDraft(source, offset, subject, value, messageAt, other, customer);
    }

    DeliveryDraft customer(String other) {
        return new DeliveryDraft(source, offset, subject, value, messageAt, scoredAt, other);
    }

    Delivery done() {
        String data =
                "{\"action\": \"act\", \"value\": %s, \"message\": {\"offset\": %d}}"
                        .formatted(value, offset);
        return new Delivery(
                "act",
                new MessageId(source.topicId(), source.partition(), offset),
                source.topic(),
                messageAt.toEpochMilli(),
                source,
                offset,
                "id-" + offset,
                customer,
                MODEL.ref(),
                new Answer.Amount(value),
                new CloudEvent(
                        "%s-%d-%d".formatted(source.topicId(), source.partition(), offset),
                        "/programs/trees/commands/score",
                        "dev.scorebus.score.produced.v1",
                        subject,
                        scoredAt,
                        "application/json",
                        Map.of("causationid", "id-" + offset),
                        data.getBytes(StandardCharsets.UTF_8)));
    }

    /// Deliveries as a shipment.
    static Shipment shipment(DeliveryDraft... drafts) {
        return new Shipment(List.of(drafts).stream().map(DeliveryDraft::done).toList(), List.of());
    }

    /// Every offset of a stretch.
    static Shipment stretch(Source source, long lo, long hi) {
        return new Shipment(
                new ArrayList<>(
                        LongStream.range(lo, hi)
                                .mapToObj(offset -> at(offset).of(source).done())
                                .toList()),
                List.of(new Stretch(source, lo, hi)));
    }
}
