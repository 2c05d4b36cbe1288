package dev.scorebus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlatformCondition.class)
class TestTopicsTest {
    private final TestTopics topics = TestPlatform.get().topics();
    private final String topic = TestPlatform.get().newTopicPrefix();

    @BeforeEach
    void makeTopic() {
        topics.create(topic, 1);
    }

    @Test
    void allRecordsAreReadInTheirOrderTombstonesToo() {
        topics.send(topic, "a", "1");
        topics.send(topic, "b", null);
        topics.send(topic, null, "2");

        assertThat(topics.readValues(topic)).containsExactly("1", null, "2");
        assertThat(topics.readAll(topic))
                .extracting(ConsumerRecord::key)
                .containsExactly("a", "b", null);
    }

    @Test
    void onlyWhatWasCommittedIsRead() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                topics.producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(record("committed")).get();
            producer.commitTransaction();
            producer.beginTransaction();
            producer.send(record("aborted")).get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(record("still open")).get();

            assertThat(topics.readValues(topic)).containsExactly("committed");
            producer.abortTransaction();
        }
    }

    @Test
    void manyRecordsAreSentAtOnce() {
        assertThat(topics.send(List.of(record("1"), record("2"))))
                .extracting(sent -> sent.offset())
                .containsExactly(0L, 1L);
    }

    private ProducerRecord<byte[], byte[]> record(String value) {
        return new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8));
    }
}
