package dev.scorebus.tracking.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.ledger.TrackingEvent;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {
    private static final String FRONTIER =
            """
            "frontier": {"group": "g", "action": "a", "topic": "t", "topicId": "00000000-0000-0001-0000-000000000002", "partition": 0}
            """;

    @Test
    void aSpanThatWasToldBeforeThereWereRetriesHasNoneOfThem() {
        Reading reading =
                read(
                        """
                        {"kind": "span", %s, "lo": 0, "hi": 2, "records": 2, "scored": 1, "filtered": 0, "failed": 1, "mode": "STREAM", "models": [],
                         "exceptions": [{"offset": 1, "attempt": 1, "state": "DEAD", "kind": "SCHEMA", "error": "not JSON"}],
                         "instance": "i", "at": "2026-01-01T00:00:00Z"}
                        """
                                .formatted(FRONTIER));

        assertThat(reading).isInstanceOf(Reading.Event.class);
        TrackingEvent.Span span = (TrackingEvent.Span) ((Reading.Event) reading).event();
        assertThat(span.relayed()).isZero();
        assertThat(span.exceptions().getFirst().replay()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"offset\": 1, \"replay\": 0, \"attempt\": 2}",
                "{\"offset\": 1, \"attempt\": 2, \"state\": \"HEALED\"}",
                "{\"offset\": 1, \"replay\": 0, \"attempt\": 0, \"state\": \"HEALED\"}",
                "{\"offset\": 1, \"replay\": 0, \"attempt\": 2, \"state\": \"FAILED\"}",
                "{\"offset\": 1, \"replay\": 0, \"attempt\": 2, \"state\": \"DISCARDED\"}",
                "{\"offset\": 1, \"replay\": 0, \"attempt\": 2, \"state\": \"HEALED\", \"model\": {\"name\": \"m\"}}",
                "null",
                ""
            })
    void anAmendmentThatIsNotWholeIsUnreadable(String entry) {
        assertThat(
                        read(
                                """
                                {"kind": "amended", %s, "mode": "STREAM", "entries": [%s], "instance": "i", "at": "2026-01-01T00:00:00Z"}
                                """
                                        .formatted(FRONTIER, entry)))
                .isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void anEventWithANameThatNoIndexTakesIsUnreadable() {
        assertThat(
                        read(
                                """
                                {"kind": "origin", %s, "offset": 0, "instance": "i", "at": "2026-01-01T00:00:00Z"}
                                """
                                        .formatted(
                                                FRONTIER.replace(
                                                        "\"g\"",
                                                        "\"" + "g".repeat(12_000) + "\""))))
                .isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void aWholeAmendmentIsRead() {
        assertThat(
                        read(
                                """
                                {"kind": "amended", %s, "mode": "STREAM", "instance": "i", "at": "2026-01-01T00:00:00Z",
                                 "entries": [{"offset": 1, "replay": 0, "attempt": 2, "state": "HEALED", "model": {"name": "m", "version": "v"}}]}
                                """
                                        .formatted(FRONTIER)))
                .isInstanceOf(Reading.Event.class);
    }

    private static Reading read(String json) {
        return Reading.of(
                new UUID(1, 1),
                new ConsumerRecord<>(
                        "tracking", 0, 0, null, json.getBytes(StandardCharsets.UTF_8)));
    }
}
