package dev.scorebus.tracking.deadletter;

import dev.scorebus.message.Topics;
import dev.scorebus.tracking.deadletter.ReplayRecords.Made;
import dev.scorebus.tracking.deadletter.ReplayTable.Pending;
import dev.scorebus.tracking.source.Broker;
import dev.scorebus.tracking.source.SourceTopics;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.springframework.transaction.support.TransactionTemplate;

/// Publishes the claims of replays to the retry topics, each exactly once.
///
/// One Kafka transaction holds the records of a page and the position behind them, as the offset of a consumer group. Whoever
/// publishes fences the one before first, so what that one had under way is decided before the position is read; and claims are
/// numbered in the order of their commits, so none appears behind the position. The turn in the database only keeps replicas from
/// fencing each other without end.
final class Outbox {
    private static final int PAGE = 200;

    private final ReplayTable table;
    private final ReplayRecords records;
    private final Broker broker;
    private final SourceTopics source;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final Consumer<Moment> watch;
    private final String name;
    private final TopicPartition place;

    /// @param watch is told what comes next
    Outbox(
            ReplayTable table,
            ReplayRecords records,
            Broker broker,
            SourceTopics source,
            Topics topics,
            TransactionTemplate transaction,
            InstantSource clock,
            Consumer<Moment> watch) {
        this.table = table;
        this.records = records;
        this.broker = broker;
        this.source = source;
        this.transaction = transaction;
        this.clock = clock;
        this.watch = watch;
        this.name = topics.replayGroup();
        this.place = new TopicPartition(topics.tracking(), 0);
    }

    /// What a publication does, step by step.
    enum Moment {
        FENCE,
        POSITION,
        READ,
        SEND,
        SEND_POSITION,
        COMMIT,
        FORGET
    }

    /// Publishes a page; whether there was one.
    boolean run() {
        return table.isPending()
                && Boolean.TRUE.equals(transaction.execute(_ -> table.takeTurn() && publish(PAGE)));
    }

    private boolean publish(int most) {
        try (Producer<byte[], byte[]> producer = broker.writer(name)) {
            watch.accept(Moment.FENCE);
            producer.initTransactions();
            watch.accept(Moment.POSITION);
            long position = source.stableOffset(name, place).orElse(0L);
            table.forget(position);
            List<Pending> page = table.pending(position, most);
            if (page.isEmpty()) {
                return false;
            }
            watch.accept(Moment.READ);
            List<Made> made = records.make(page);
            if (!withdrawMissing(made)) {
                publish(producer, made, page.getLast().seq() + 1);
            }
            return true;
        } catch (KafkaException e) {
            if (!isTooLarge(e)) {
                throw e;
            }
        }
        return most == 1 ? withdrawFirst() : publish(1);
    }

    // A group that nobody joins has no consumer to ask for this.
    @SuppressWarnings("removal")
    private void publish(Producer<byte[], byte[]> producer, List<Made> made, long behind) {
        producer.beginTransaction();
        watch.accept(Moment.SEND);
        for (Made one : made) {
            if (one instanceof Made.Ready(ProducerRecord<byte[], byte[]> record)) {
                // A send that fails makes the commit fail.
                Future<RecordMetadata> _ = producer.send(record);
            }
        }
        watch.accept(Moment.SEND_POSITION);
        producer.sendOffsetsToTransaction(
                Map.of(place, new OffsetAndMetadata(behind)), new ConsumerGroupMetadata(name));
        watch.accept(Moment.COMMIT);
        producer.commitTransaction();
        watch.accept(Moment.FORGET);
        table.forget(behind);
    }

    /// A claim whose record is gone leaves the queue before the position passes it; whether there was one.
    private boolean withdrawMissing(List<Made> made) {
        boolean any = false;
        for (Made one : made) {
            if (one instanceof Made.Missing(Pending pending, String why)) {
                withdraw(pending, why);
                any = true;
            }
        }
        return any;
    }

    private boolean withdrawFirst() {
        long position = source.stableOffset(name, place).orElse(0L);
        table.pending(position, 1)
                .forEach(
                        first ->
                                withdraw(
                                        first,
                                        "topic '%s' takes no record of this size"
                                                .formatted(Topics.retry(first.action()))));
        return true;
    }

    private void withdraw(Pending pending, String why) {
        table.withdraw(pending, new Note("claim released: " + why, null, clock.instant()));
    }

    private static boolean isTooLarge(KafkaException e) {
        return e instanceof RecordTooLargeException
                || e.getCause() instanceof RecordTooLargeException;
    }
}
