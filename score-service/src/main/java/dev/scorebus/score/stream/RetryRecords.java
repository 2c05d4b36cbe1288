package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Ordering;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.Topics;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/// Makes the records by which messages wait for their next attempt.
final class RetryRecords {
    private final String topic;
    private final boolean paired;

    RetryRecords(Action action) {
        this.topic = Topics.retry(action.name());
        this.paired = action.retry().ordering() == Ordering.KEY;
    }

    /// The topic they go to.
    String topic() {
        return topic;
    }

    /// The message as it was, with headers that say which attempt comes and when.
    ProducerRecord<byte[], byte[]> record(Work work, Instant notBefore) {
        return record(work, work.attempt().next(notBefore));
    }

    /// The message as it was, with headers that say that the same attempt is still to come.
    ProducerRecord<byte[], byte[]> behind(Work work) {
        return record(work, work.attempt());
    }

    /// With ordering `key` a message waits in the partition with the number of the one it was read from.
    private ProducerRecord<byte[], byte[]> record(Work work, Attempt next) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        topic,
                        paired ? work.from().partition() : null,
                        work.message().key(),
                        work.message().value());
        for (Header header : work.message().headers()) {
            record.headers().add(header);
        }
        next.writeTo(record.headers());
        return record;
    }
}
