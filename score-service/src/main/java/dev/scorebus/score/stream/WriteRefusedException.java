package dev.scorebus.score.stream;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.jspecify.annotations.Nullable;

/// A topic did not take a record; the transaction that it was part of is given up.
final class WriteRefusedException extends KafkaException {
    private WriteRefusedException(String message, Exception cause) {
        super(message, cause);
    }

    private static WriteRefusedException of(
            ProducerRecord<byte[], byte[]> record, Exception cause) {
        String why =
                switch (cause) {
                    case RecordTooLargeException _ ->
                            "a record of %d bytes is more than its max.message.bytes"
                                    .formatted(
                                            RecordSizes.size(
                                                    record.key(),
                                                    record.value(),
                                                    record.headers()));
                    case AuthorizationException _ -> "this service may not write to it";
                    default -> "the brokers refused a record, or did not take it in time";
                };
        return new WriteRefusedException(
                "topic '%s' takes no writes: %s (%s: %s)"
                        .formatted(
                                record.topic(),
                                why,
                                cause.getClass().getSimpleName(),
                                cause.getMessage()),
                cause);
    }

    /// What became of the records of a transaction: remembers the first that was refused.
    static final class Watch {
        private final AtomicReference<@Nullable WriteRefusedException> first =
                new AtomicReference<>();

        /// Told by the producer.
        Callback of(ProducerRecord<byte[], byte[]> record) {
            return (_, failure) -> {
                if (failure != null && !(failure instanceof TransactionAbortedException)) {
                    first.compareAndSet(null, WriteRefusedException.of(record, failure));
                }
            };
        }

        /// What a transaction failed of: the record that was refused, if one was.
        KafkaException cause(KafkaException failure) {
            WriteRefusedException refused = first.get();
            return refused == null ? failure : refused;
        }
    }
}
