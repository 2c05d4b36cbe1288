package dev.scorebus.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsTest {
    private static final String STRUCTURED = "application/cloudevents+json; charset=UTF-8";

    private static final CloudEvent EVENT =
            new CloudEvent(
                    "A-1",
                    "/github",
                    "pull-request.opened",
                    "nétty/netty#1",
                    Instant.parse("2026-01-01T00:00:00.123Z"),
                    "application/json",
                    Map.of("traceparent", "00-4bf9", "tenant", "ada", "dataschema", "/s/1"),
                    bytes("{\"n\": 1.00, \"big\": 12345678901234567890}"));

    @Test
    void whatIsWrittenInBinaryModeReadsBackTheSame() {
        assertSame(read(CloudEvents.toBinary("t", null, EVENT)), EVENT);
    }

    @Test
    void whatIsWrittenInStructuredModeReadsBackTheSame() {
        assertSame(read(CloudEvents.toStructured("t", null, EVENT)), EVENT);
    }

    @Test
    void binaryModePutsEachAttributeInAHeader() {
        ProducerRecord<byte[], byte[]> target = CloudEvents.toBinary("t", bytes("k"), EVENT);

        assertThat(headers(target))
                .containsOnly(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", "A-1"),
                        Map.entry("ce_source", "/github"),
                        Map.entry("ce_type", "pull-request.opened"),
                        Map.entry("ce_subject", "nétty/netty#1"),
                        Map.entry("ce_time", "2026-01-01T00:00:00.123Z"),
                        Map.entry("ce_tenant", "ada"),
                        Map.entry("ce_dataschema", "/s/1"),
                        Map.entry("ce_traceparent", "00-4bf9"),
                        Map.entry("traceparent", "00-4bf9"),
                        Map.entry("content-type", "application/json"));
        assertThat(target.value()).isSameAs(EVENT.data());
        assertThat(target.key()).isEqualTo(bytes("k"));
    }

    @Test
    void binaryModeHandsThePayloadOnUntouchedEvenWhenItIsNoJson() {
        byte[] data = bytes("{ not json");
        ConsumerRecord<byte[], byte[]> source =
                record(
                        data,
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        "1",
                        "ce_source",
                        "/s",
                        "ce_type",
                        "t");

        assertThat(event(CloudEvents.read(source)).data()).isSameAs(data);
    }

    @Test
    void aPlainRecordIsAnEventNamedByItsPlace() {
        CloudEvent event =
                event(CloudEvents.read(record(bytes("{}"), "traceparent", "00-1", "other", "x")));

        assertThat(event.id()).isEqualTo("prs-3-41");
        assertThat(event.source()).isEqualTo("/topics/prs");
        assertThat(event.type()).isEqualTo("dev.scorebus.message");
        assertThat(event.extensions()).containsExactly(Map.entry("traceparent", "00-1"));
        assertThat(event.dataContentType()).isNull();
    }

    @Test
    void aTombstoneIsAnEventWithoutData() {
        assertThat(event(CloudEvents.read(record(null))).data()).isEmpty();
    }

    @Test
    void theEventsOwnTraceOverrulesThePlainHeader() {
        CloudEvent event =
                event(
                        CloudEvents.read(
                                record(
                                        bytes("{}"),
                                        "ce_specversion",
                                        "1.0",
                                        "ce_id",
                                        "1",
                                        "ce_source",
                                        "/s",
                                        "ce_type",
                                        "t",
                                        "ce_traceparent",
                                        "00-own",
                                        "traceparent",
                                        "00-hop")));

        assertThat(event.extensions()).containsEntry("traceparent", "00-own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-   | 1 | /s | t | -                    | the required attribute 'specversion' is missing",
                "0.3 | 1 | /s | t | -                    | specversion is '0.3'; only 1.0 is read",
                "1.0 | - | /s | t | -                    | the required attribute 'id' is missing",
                "1.0 | 1 | -  | t | -                    | the required attribute 'source' is missing",
                "1.0 | 1 | /s | - | -                    | the required attribute 'type' is missing",
                "1.0 | 1 | /s | t | yesterday            | time 'yesterday' is not an RFC 3339 timestamp such as 2026-11-01T12:00:00Z",
                "1.0 | 1 | /s | t | 2026-02-30T00:00:00Z | time '2026-02-30T00:00:00Z' is not an RFC 3339 timestamp such as 2026-11-01T12:00:00Z",
            })
    void anEventThatBreaksTheSpecificationIsUnreadableInBothModes(
            @Nullable String version,
            @Nullable String id,
            @Nullable String source,
            @Nullable String type,
            @Nullable String time,
            String why) {
        String document =
                "{\"data\": {}%s%s%s%s%s}"
                        .formatted(
                                member("specversion", version),
                                member("id", id),
                                member("source", source),
                                member("type", type),
                                member("time", time));

        assertThat(
                        CloudEvents.read(
                                record(
                                        bytes("{}"),
                                        "ce_specversion",
                                        version,
                                        "ce_id",
                                        id,
                                        "ce_source",
                                        source,
                                        "ce_type",
                                        type,
                                        "ce_time",
                                        time)))
                .isEqualTo(new Decoded.Unreadable(why));
        assertThat(CloudEvents.read(record(bytes(document), "content-type", STRUCTURED)))
                .isEqualTo(new Decoded.Unreadable(why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01T00:00:00Z",
                "2026-01-01t00:00:00z",
                "2026-01-01T01:00:00+01:00",
                "2025-12-31T18:30:00.000000-05:30",
            })
    void aTimeMayBeWrittenInAnyWayOfRfc3339(String time) {
        ConsumerRecord<byte[], byte[]> source =
                record(
                        bytes("{}"),
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        "1",
                        "ce_source",
                        "/s",
                        "ce_type",
                        "t",
                        "ce_time",
                        time);

        assertThat(event(CloudEvents.read(source)).time())
                .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1.00, \"b\": [ ]}      | application/json | {\"a\": 1.00, \"b\": [ ]}",
                "[1, 2]                         | application/json | [1, 2]",
                "12345678901234567890.10        | application/json | 12345678901234567890.10",
                "true                           | application/json | true",
                "\"text \\u00e9\"               | application/json | \"text \\u00e9\"",
                "\"text \\u00e9\"               | text/plain       | text é",
                "{\"a\": 1}                     | text/plain       | {\"a\": 1}",
                "{}                             | application/vnd.x+json; v=1 | {}",
            })
    void structuredDataKeepsItsBytes(String value, String contentType, String data) {
        String document =
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"data\":%s,\"source\":\"/s\",\"type\":\"t\",\"datacontenttype\":\"%s\"}"
                        .formatted(value, contentType);

        CloudEvent event =
                event(CloudEvents.read(record(bytes(document), "content-type", STRUCTURED)));

        assertThat(new String(event.data(), StandardCharsets.UTF_8)).isEqualTo(data);
    }

    @Test
    void structuredDataMayBeBase64() {
        String document =
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data_base64\":\"AP8=\",\"n\":3,\"b\":true,\"x\":null}";

        CloudEvent event =
                event(
                        CloudEvents.read(
                                record(
                                        bytes(document),
                                        "content-type",
                                        "Application/CloudEvents+JSON")));

        assertThat(event.data()).containsExactly(0, 0xff);
        assertThat(event.extensions()).containsOnly(Map.entry("n", "3"), Map.entry("b", "true"));
    }

    @Test
    void whatIsNotJsonLeavesAStructuredEventAsBase64() {
        CloudEvent binary =
                new CloudEvent(
                        "1",
                        "/s",
                        "t",
                        null,
                        null,
                        "application/json",
                        Map.of(),
                        bytes("{ \u0000"));

        assertSame(read(CloudEvents.toStructured("t", null, binary)), binary);
        assertThat(CloudEvents.toStructured("t", null, binary).value())
                .asString(StandardCharsets.UTF_8)
                .contains("data_base64");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | the document is not a JSON object",
                "{                                 | the document is not JSON: it ends too early",
                "[]                                | the document is not a JSON object",
                "{} {}                             | something follows the JSON object",
                "{\"id\":\"1\",\"id\":\"2\"}       | 'id' is there twice",
                "{\"id\":{}}                       | the attribute 'id' is not a string, number or boolean",
                "{\"Id\":\"1\"}                    | 'Id' is not the name of an attribute",
                "{\"data_base64\":\"*\"}           | 'data_base64' is not base64",
                "{\"data_base64\":3}               | 'data_base64' is not a string",
                "{\"data_base64\":\"\",\"data\":1} | there is 'data' and 'data_base64'",
            })
    void aBrokenDocumentIsUnreadableAndSaysWhy(String document, String why) {
        assertThat(CloudEvents.read(record(bytes(document), "content-type", STRUCTURED)))
                .isInstanceOfSatisfying(
                        Decoded.Unreadable.class,
                        unreadable -> assertThat(unreadable.why()).startsWith(why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents-batch+json",
                "application/cloudevents+avro",
                "application/cloudevents+protobuf; charset=x",
            })
    void anotherFormatIsUnreadable(String contentType) {
        assertThat(CloudEvents.read(record(bytes("[]"), "content-type", contentType)))
                .isInstanceOfSatisfying(
                        Decoded.Unreadable.class,
                        unreadable -> assertThat(unreadable.why()).contains("is not read"));
    }

    @Test
    void aDocumentThatIsNestedTooDeepOrHasNoValueIsUnreadable() {
        String deep = "{\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(CloudEvents.read(record(bytes(deep), "content-type", STRUCTURED)))
                .isInstanceOf(Decoded.Unreadable.class);
        assertThat(CloudEvents.read(record(null, "content-type", STRUCTURED)))
                .isEqualTo(new Decoded.Unreadable("a structured event has no value"));
        assertThat(
                        CloudEvents.read(
                                record(
                                        "{\"id\": 1}".getBytes(StandardCharsets.UTF_16),
                                        "content-type",
                                        STRUCTURED)))
                .isInstanceOf(Decoded.Unreadable.class);
    }

    private static String member(String name, @Nullable String value) {
        return value == null ? "" : ", \"%s\": \"%s\"".formatted(name, value);
    }

    private static void assertSame(CloudEvent actual, CloudEvent expected) {
        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }

    private static CloudEvent read(ProducerRecord<byte[], byte[]> sent) {
        ConsumerRecord<byte[], byte[]> received =
                new ConsumerRecord<>(sent.topic(), 0, 0, sent.key(), sent.value());
        sent.headers().forEach(received.headers()::add);
        return event(CloudEvents.read(received));
    }

    private static CloudEvent event(Decoded decoded) {
        return switch (decoded) {
            case Decoded.Read(CloudEvent event) -> event;
            case Decoded.Unreadable(String why) -> throw new AssertionError(why);
        };
    }

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> sent) {
        Map<String, String> headers = new HashMap<>();
        sent.headers()
                .forEach(
                        header ->
                                headers.put(
                                        header.key(),
                                        new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    private static ConsumerRecord<byte[], byte[]> record(
            byte @Nullable [] value, @Nullable String... headers) {
        ConsumerRecord<byte[], byte[]> source = new ConsumerRecord<>("prs", 3, 41, null, value);
        for (int i = 0; i < headers.length; i += 2) {
            String header = headers[i + 1];
            if (header != null) {
                source.headers().add(headers[i], bytes(header));
            }
        }
        return source;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
