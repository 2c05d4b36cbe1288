package dev.scorebus.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.ledger.TrackingEvent.ModelCount;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import dev.scorebus.message.Mode;
import dev.scorebus.message.WireJson;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class TrackingEventTest {
    private static final JsonMapper JSON = WireJson.mapper();
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.5Z");
    private static final Frontier FRONTIER =
            new Frontier(
                    "scorebus.merge-time",
                    "merge-time",
                    "pull-requests",
                    UUID.fromString("6f0f2c1e-0000-4000-8000-000000000001"),
                    2);
    private static final String FRONTIER_JSON =
            """
            {"group":"scorebus.merge-time","action":"merge-time","topic":"pull-requests",\
            "topicId":"6f0f2c1e-0000-4000-8000-000000000001","partition":2}""";

    private static final TrackingEvent.Span SPAN =
            new TrackingEvent.Span(
                    FRONTIER,
                    41,
                    46,
                    5,
                    2,
                    1,
                    1,
                    1,
                    Mode.MICRO_BATCH,
                    List.of(new ModelCount("merge-time", "3f", 2)),
                    null,
                    List.of(
                            ExceptionEntry.dead(
                                    43,
                                    "A-1",
                                    0,
                                    6,
                                    FailureKind.SCHEMA,
                                    "'lang' is missing",
                                    "merge-time.dlq")),
                    null,
                    "i-1",
                    AT);

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of(
                        new TrackingEvent.Origin(FRONTIER, 41, "i-1", AT),
                        """
                        {"kind":"origin","frontier":%s,"offset":41,"instance":"i-1","at":"2026-01-01T00:00:00.500Z"}"""
                                .formatted(FRONTIER_JSON)),
                Arguments.of(
                        SPAN,
                        """
                        {"kind":"span","frontier":%s,"lo":41,"hi":46,"records":5,"scored":2,"filtered":1,"failed":1,"relayed":1,"mode":"MICRO_BATCH",\
                        "models":[{"model":"merge-time","version":"3f","count":2}],"ids":null,\
                        "exceptions":[{"offset":43,"eventId":"A-1","replay":0,"attempt":6,"state":"DEAD","kind":"SCHEMA","error":"'lang' is missing",\
                        "deadLetterTopic":"merge-time.dlq","model":null}],"runId":null,"instance":"i-1","at":"2026-01-01T00:00:00.500Z"}"""
                                .formatted(FRONTIER_JSON)),
                Arguments.of(
                        new TrackingEvent.Lost(FRONTIER, 46, 50, "retention", "i-1", AT),
                        """
                        {"kind":"lost","frontier":%s,"lo":46,"hi":50,"reason":"retention","instance":"i-1","at":"2026-01-01T00:00:00.500Z"}"""
                                .formatted(FRONTIER_JSON)),
                Arguments.of(
                        new TrackingEvent.Amended(
                                FRONTIER,
                                Mode.STREAM,
                                List.of(
                                        ExceptionEntry.healed(
                                                43, null, 1, 2, new ModelName("merge-time", "3f"))),
                                null,
                                "i-1",
                                AT),
                        """
                        {"kind":"amended","frontier":%s,"mode":"STREAM","entries":[{"offset":43,"eventId":null,"replay":1,"attempt":2,"state":"HEALED",\
                        "kind":null,"error":null,"deadLetterTopic":null,"model":{"name":"merge-time","version":"3f"}}],"runId":null,\
                        "instance":"i-1","at":"2026-01-01T00:00:00.500Z"}"""
                                .formatted(FRONTIER_JSON)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void theWireFormatIsPinned(TrackingEvent event, String json) {
        assertThat(JSON.writeValueAsString(event)).isEqualTo(json);
        assertThat(JSON.readValue(json, TrackingEvent.class)).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void aFieldThatANewerPeerAddsIsIgnored(TrackingEvent event, String json) {
        String newer =
                json.replaceFirst("\\{", "{\"new\":{\"a\":[1]},")
                        .replaceFirst("\"topicId\"", "\"cluster\":\"c\",\"topicId\"");

        assertThat(JSON.readValue(newer, TrackingEvent.class)).isEqualTo(event);
    }

    @Test
    void theIdsOfASpanSurviveTheWire() {
        TrackingEvent.Span span =
                new TrackingEvent.Span(
                        FRONTIER,
                        0,
                        1,
                        1,
                        1,
                        0,
                        0,
                        0,
                        Mode.STREAM,
                        List.of(),
                        IdFilter.of(List.of("A-1")),
                        List.of(),
                        null,
                        "i-1",
                        AT);

        TrackingEvent read = JSON.readValue(JSON.writeValueAsBytes(span), TrackingEvent.class);

        assertThat(read)
                .isInstanceOfSatisfying(
                        TrackingEvent.Span.class,
                        same -> {
                            assertThat(same.ids()).isNotNull();
                            assertThat(same).usingRecursiveComparison().isEqualTo(span);
                        });
    }

    @Test
    void theEventsOfAFrontierShareAKey() {
        assertThat(FRONTIER.key())
                .isEqualTo("scorebus.merge-time/6f0f2c1e-0000-4000-8000-000000000001/2");
    }

    @Test
    void aMessageThatWaitsBehindAnotherWasNotAttemptedAndHasNoKindOfFailure() {
        ExceptionEntry behind = ExceptionEntry.behind(43, "A-1", 41);
        String json = JSON.writeValueAsString(behind);

        assertThat(json)
                .isEqualTo(
                        """
                        {"offset":43,"eventId":"A-1","replay":0,"attempt":0,"state":"FAILED","kind":null,\
                        "error":"not tried yet: it waits behind offset 41, which has the same key","deadLetterTopic":null,"model":null}""");
        assertThat(JSON.readValue(json, ExceptionEntry.class)).isEqualTo(behind);
        Stream.of(
                        json.replace("\"attempt\":0", "\"attempt\":1"),
                        json.replace("\"replay\":0", "\"replay\":1"),
                        json.replace("\"kind\":null", "\"kind\":\"PROGRAM\""),
                        json.replace("FAILED", "DEAD"))
                .forEach(
                        wrong ->
                                assertThatThrownBy(
                                                () -> JSON.readValue(wrong, ExceptionEntry.class))
                                        .hasRootCauseInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void aSpanWhoseCountsDoNotAddUpIsRefused() {
        String span = JSON.writeValueAsString(events().toList().get(1).get()[0]);

        Stream.of(
                        span.replace("\"records\":5", "\"records\":6"),
                        span.replace("\"hi\":46", "\"hi\":41"),
                        span.replace("\"attempt\":6", "\"attempt\":0"))
                .forEach(
                        wrong ->
                                assertThatThrownBy(() -> JSON.readValue(wrong, TrackingEvent.class))
                                        .hasRootCauseInstanceOf(IllegalArgumentException.class));
    }
}
