package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.message.DeadLetterHeaders;
import dev.scorebus.message.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/// Makes dead letters: the message as it came, with headers that say where from and why. A payload that the topic cannot take
/// stays where it was, and the header says so.
final class DeadLetters {
    /// What the headers of a dead letter take, at most.
    private static final int ROOM = 8 * 1024;

    private final String topic;
    private final String group;
    private final int largest;

    /// @param sizes how large a record of the topic may be
    DeadLetters(Action action, String group, RecordSizes sizes) {
        this.topic = Topics.deadLetters(action.name());
        this.group = group;
        this.largest = sizes.largest().getOrDefault(topic, Integer.MAX_VALUE);
    }

    /// The topic that dead letters go to.
    String topic() {
        return topic;
    }

    /// A dead letter.
    ProducerRecord<byte[], byte[]> record(Work work, Route.DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> message = work.message();
        int room = largest - ROOM;
        boolean fits = RecordSizes.size(message.key(), message.value(), message.headers()) <= room;
        boolean keyFits = message.key() == null || message.key().length <= room;
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        topic, keyFits ? message.key() : null, fits ? message.value() : null);
        long left = fits ? Long.MAX_VALUE : ROOM / 2;
        for (Header header : message.headers()) {
            left -= RecordSizes.size(header);
            if (left >= 0) {
                record.headers().add(header);
            }
        }
        String detail = letter.failed().detail();
        new DeadLetterHeaders(
                        message.topic(),
                        message.partition(),
                        message.offset(),
                        message.timestamp(),
                        group,
                        work.attempt().number(),
                        letter.failed().errorClass(),
                        fits
                                ? detail
                                : detail + "; the payload stays where it was, it does not fit here")
                .writeTo(record.headers());
        return record;
    }
}
