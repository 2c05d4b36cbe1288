package dev.scorebus.message;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.cloudevents.kafka.CloudEventSerializer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The official Java SDK and this codec read each other's events.
class CloudEventsSdkTest {
    private static final String DATA = "{\"n\":1,\"text\":\"é\"}";
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.5Z");

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void weReadWhatTheSdkWrites(Encoding encoding) {
        io.cloudevents.CloudEvent theirs =
                CloudEventBuilder.v1()
                        .withId("A-1")
                        .withSource(URI.create("/github"))
                        .withType("pull-request.opened")
                        .withSubject("netty#1")
                        .withTime(OffsetDateTime.parse("2026-01-01T01:00:00.5+01:00"))
                        .withDataSchema(URI.create("/schemas/1"))
                        .withExtension("tenant", "ada")
                        .withExtension("attempt", 2)
                        .withData("application/json", DATA.getBytes(StandardCharsets.UTF_8))
                        .build();

        assertThat(CloudEvents.read(send(theirs, encoding)))
                .isInstanceOfSatisfying(
                        Decoded.Read.class,
                        read ->
                                assertThat(read.event())
                                        .usingRecursiveComparison()
                                        .isEqualTo(
                                                new CloudEvent(
                                                        "A-1",
                                                        "/github",
                                                        "pull-request.opened",
                                                        "netty#1",
                                                        TIME,
                                                        "application/json",
                                                        Map.of(
                                                                "tenant",
                                                                "ada",
                                                                "attempt",
                                                                "2",
                                                                "dataschema",
                                                                "/schemas/1"),
                                                        DATA.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void theSdkReadsWhatWeWrite(Encoding encoding) {
        CloudEvent ours =
                new CloudEvent(
                        "A-1",
                        "/programs/trees/commands/score",
                        "dev.scorebus.score.produced.v1",
                        "netty#1",
                        TIME,
                        "application/json",
                        Map.of("traceparent", "00-4bf9", "causationid", "7"),
                        DATA.getBytes(StandardCharsets.UTF_8));

        io.cloudevents.CloudEvent theirs =
                receive(
                        encoding == Encoding.BINARY
                                ? CloudEvents.toBinary("t", null, ours)
                                : CloudEvents.toStructured("t", null, ours));

        assertThat(theirs.getId()).isEqualTo("A-1");
        assertThat(theirs.getSource()).isEqualTo(URI.create("/programs/trees/commands/score"));
        assertThat(theirs.getType()).isEqualTo("dev.scorebus.score.produced.v1");
        assertThat(theirs.getSubject()).isEqualTo("netty#1");
        assertThat(requireNonNull(theirs.getTime()).toInstant()).isEqualTo(TIME);
        assertThat(theirs.getDataContentType()).isEqualTo("application/json");
        assertThat(theirs.getExtension("traceparent")).isEqualTo("00-4bf9");
        assertThat(theirs.getExtension("causationid")).isEqualTo("7");
        assertThat(new String(requireNonNull(theirs.getData()).toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(DATA);
    }

    @Test
    void theSdkReadsAStructuredEventOfOursWhoseDataIsNoJson() {
        CloudEvent ours =
                new CloudEvent(
                        "1",
                        "/s",
                        "t",
                        null,
                        null,
                        "application/octet-stream",
                        Map.of(),
                        new byte[] {0, -1, 7});

        io.cloudevents.CloudEvent theirs = receive(CloudEvents.toStructured("t", null, ours));

        assertThat(requireNonNull(theirs.getData()).toBytes()).isEqualTo(ours.data());
    }

    private static ConsumerRecord<byte[], byte[]> send(
            io.cloudevents.CloudEvent event, Encoding encoding) {
        Map<String, Object> settings =
                encoding == Encoding.BINARY
                        ? Map.of(CloudEventSerializer.ENCODING_CONFIG, encoding)
                        : Map.of(
                                CloudEventSerializer.ENCODING_CONFIG,
                                encoding,
                                CloudEventSerializer.EVENT_FORMAT_CONFIG,
                                JsonFormat.CONTENT_TYPE);
        Headers headers = new RecordHeaders();
        try (CloudEventSerializer serializer = new CloudEventSerializer()) {
            serializer.configure(settings, false);
            byte[] value = serializer.serialize("t", headers, event);
            ConsumerRecord<byte[], byte[]> sent = new ConsumerRecord<>("t", 0, 0, null, value);
            headers.forEach(sent.headers()::add);
            return sent;
        }
    }

    private static io.cloudevents.CloudEvent receive(ProducerRecord<byte[], byte[]> sent) {
        try (CloudEventDeserializer deserializer = new CloudEventDeserializer()) {
            return deserializer.deserialize("t", sent.headers(), sent.value());
        }
    }
}
