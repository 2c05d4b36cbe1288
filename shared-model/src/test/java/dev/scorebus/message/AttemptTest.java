package dev.scorebus.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptTest {
    private static final UUID TOPIC_ID = UUID.fromString("6f0f2c1e-0000-4000-8000-000000000001");
    private static final Attempt THIRD =
            new Attempt(
                    "pull-requests",
                    new MessageId(TOPIC_ID, 2, 41),
                    1_700_000_000_000L,
                    1,
                    3,
                    Instant.ofEpochMilli(1_700_000_060_000L));

    @Test
    void anAttemptSurvivesTheRetryTopicAndTheMessageIsWhatItWas() {
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>("merge-time.retry", bytes("k"), bytes("{}"));
        sent.headers().add("ce_id", bytes("A-1"));
        THIRD.next(Instant.EPOCH).writeTo(sent.headers());
        THIRD.writeTo(sent.headers());
        ConsumerRecord<byte[], byte[]> read =
                new ConsumerRecord<>("merge-time.retry", 0, 7, sent.key(), sent.value());
        sent.headers().forEach(read.headers()::add);

        assertThat(Attempt.read(read.headers())).contains(THIRD);
        ConsumerRecord<byte[], byte[]> original = THIRD.original(read);
        assertThat(original.topic()).isEqualTo("pull-requests");
        assertThat(original.partition()).isEqualTo(2);
        assertThat(original.offset()).isEqualTo(41);
        assertThat(original.timestamp()).isEqualTo(1_700_000_000_000L);
        assertThat(original.headers()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "scorebus_attempt, 0",
        "scorebus_attempt, -1",
        "scorebus_attempt, 99999999999999999999",
        "scorebus_source-topic-id, 1-1-1-1-1",
        "scorebus_source-offset, x",
        "scorebus_not-before, ''"
    })
    void aRecordThatSomebodyElseWroteIsNoAttempt(String header, String value) {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>("merge-time.retry", bytes("{}"));
        THIRD.writeTo(sent.headers());
        sent.headers().remove(header).add(header, bytes(value));

        assertThat(Attempt.read(sent.headers())).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
