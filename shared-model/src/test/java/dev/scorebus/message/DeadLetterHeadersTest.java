package dev.scorebus.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {
    private static final DeadLetterHeaders DEATH =
            new DeadLetterHeaders(
                    "pull-requests",
                    2,
                    4_294_967_297L,
                    1_700_000_000_123L,
                    "scorebus.merge-time",
                    6,
                    "SCHEMA",
                    "feature 'lang' is missing");

    @Test
    void whatIsWrittenReadsBackTheSame() {
        Headers headers = new RecordHeaders();

        DEATH.writeTo(headers);

        assertThat(DeadLetterHeaders.read(headers)).contains(DEATH);
    }

    @Test
    void aBrokersHeadersAreText() {
        Headers headers = new RecordHeaders();

        DEATH.writeTo(headers);

        assertThat(text(headers, "__dlq.errors.topic")).isEqualTo("pull-requests");
        assertThat(text(headers, "__dlq.errors.partition")).isEqualTo("2");
        assertThat(text(headers, "__dlq.errors.offset")).isEqualTo("4294967297");
        assertThat(text(headers, "__dlq.errors.group")).isEqualTo("scorebus.merge-time");
        assertThat(text(headers, "__dlq.errors.delivery.count")).isEqualTo("6");
        assertThat(text(headers, "__dlq.errors.message")).isEqualTo("feature 'lang' is missing");
    }

    @Test
    void springsNumbersAreBigEndianIntegers() {
        Headers headers = new RecordHeaders();

        DEATH.writeTo(headers);

        assertThat(headers.lastHeader("kafka_dlt-original-partition").value())
                .containsExactly(0, 0, 0, 2);
        assertThat(headers.lastHeader("kafka_dlt-original-offset").value())
                .containsExactly(0, 0, 0, 1, 0, 0, 0, 1);
        assertThat(headers.lastHeader("kafka_dlt-original-timestamp").value()).hasSize(8);
        assertThat(text(headers, "kafka_dlt-original-topic")).isEqualTo("pull-requests");
        assertThat(text(headers, "kafka_dlt-original-consumer-group"))
                .isEqualTo("scorebus.merge-time");
        assertThat(text(headers, "kafka_dlt-exception-fqcn")).isEqualTo("SCHEMA");
        assertThat(text(headers, "kafka_dlt-exception-message"))
                .isEqualTo("feature 'lang' is missing");
    }

    @Test
    void aSecondDeathReplacesTheFirst() {
        Headers headers = new RecordHeaders();
        headers.add("ce_id", new byte[] {'1'});
        DEATH.writeTo(headers);
        int size = headers.toArray().length;

        DEATH.writeTo(headers);

        assertThat(headers.toArray()).hasSize(size);
        assertThat(text(headers, "ce_id")).isEqualTo("1");
    }

    @Test
    void aDeadLetterOfABrokerOrOfSpringAloneIsReadToo() {
        Headers both = new RecordHeaders();
        Headers broker = new RecordHeaders();
        Headers spring = new RecordHeaders();
        DEATH.writeTo(both);
        both.forEach(
                header -> (header.key().startsWith("kafka_dlt-") ? spring : broker).add(header));

        assertThat(DeadLetterHeaders.read(broker))
                .contains(
                        new DeadLetterHeaders(
                                "pull-requests",
                                2,
                                4_294_967_297L,
                                -1,
                                "scorebus.merge-time",
                                6,
                                "",
                                "feature 'lang' is missing"));
        assertThat(DeadLetterHeaders.read(spring))
                .contains(
                        new DeadLetterHeaders(
                                "pull-requests",
                                2,
                                4_294_967_297L,
                                1_700_000_000_123L,
                                "scorebus.merge-time",
                                0,
                                "SCHEMA",
                                "feature 'lang' is missing"));
    }

    @Test
    void aRecordThatSaysNothingOrNonsenseIsNoDeadLetter() {
        Headers headers = new RecordHeaders();
        assertThat(DeadLetterHeaders.read(headers)).isEmpty();

        headers.add("__dlq.errors.topic", "t".getBytes(StandardCharsets.UTF_8));
        headers.add("__dlq.errors.partition", "two".getBytes(StandardCharsets.UTF_8));
        headers.add("kafka_dlt-original-offset", new byte[] {1, 2, 3});

        assertThat(DeadLetterHeaders.read(headers)).isEmpty();
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
