package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.Topics;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/// Makes the records by which messages wait for their next attempt.
final class RetryRecords {
    private final String topic;

    RetryRecords(Action action) {
        this.topic = Topics.retry(action.name());
    }

    /// The topic they go to.
    String topic() {
        return topic;
    }

    /// The message as it was, with headers that say which attempt comes and when.
    ProducerRecord<byte[], byte[]> record(Work work, Instant notBefore) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, work.message().key(), work.message().value());
        for (Header header : work.message().headers()) {
            record.headers().add(header);
        }
        Attempt next = work.attempt().next(notBefore);
        next.writeTo(record.headers());
        return record;
    }
}
