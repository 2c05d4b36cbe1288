package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.message.DeadLetterHeaders;
import dev.scorebus.message.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/// Makes dead letters: the message as it came, with headers that say where from and why. A payload that the topic cannot take
/// stays where it was, and the header says so.
final class DeadLetters {
    private static final int ROOM = 4096;

    private final String topic;
    private final String group;
    private final int largest;

    /// @param largest how many bytes a batch of records in the topic may have
    DeadLetters(Action action, String group, int largest) {
        this.topic = Topics.deadLetters(action.name());
        this.group = group;
        this.largest = largest;
    }

    /// The topic that dead letters go to.
    String topic() {
        return topic;
    }

    /// A dead letter.
    ProducerRecord<byte[], byte[]> record(Work work, Route.DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> message = work.message();
        boolean fits = size(message) <= largest - ROOM;
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, message.key(), fits ? message.value() : null);
        for (Header header : message.headers()) {
            record.headers().add(header);
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

    private static long size(ConsumerRecord<byte[], byte[]> message) {
        return Math.max(0, message.serializedKeySize())
                + Math.max(0, message.serializedValueSize())
                + size(message.headers());
    }

    private static long size(Headers headers) {
        long size = 0;
        for (Header header : headers) {
            size +=
                    header.key().length()
                            + (header.value() == null ? 0 : header.value().length)
                            + 8L;
        }
        return size;
    }
}
