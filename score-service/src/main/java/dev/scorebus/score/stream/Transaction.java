package dev.scorebus.score.stream;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.stream.Mark.Said;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// What is committed together: records, tracking events and source offsets. It is gathered first and sent in one go, so that a
/// transaction is open for milliseconds, however long the scoring took.
final class Transaction implements Telling {
    private final String trackingTopic;
    private final String instance;
    private final TopicIds topicIds;
    private final Function<TopicPartition, HeadsOfLine.@Nullable Head> heads;
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();

    /// @param instance who commits
    /// @param heads the messages that hold up their partitions
    Transaction(
            String trackingTopic,
            String instance,
            TopicIds topicIds,
            Function<TopicPartition, HeadsOfLine.@Nullable Head> heads) {
        this.trackingTopic = trackingTopic;
        this.instance = instance;
        this.topicIds = topicIds;
        this.heads = heads;
    }

    /// A score or a dead letter.
    void add(ProducerRecord<byte[], byte[]> record) {
        records.add(record);
    }

    /// A tracking event, and the offset it speaks of.
    @Override
    public void add(TrackingEvent event, TopicPartition partition, OffsetAndMetadata next) {
        add(event);
        add(partition, next, new Said.Open(instance));
    }

    /// An offset, and what is said beside it.
    void add(TopicPartition partition, OffsetAndMetadata next, Said said) {
        HeadsOfLine.Head head = heads.apply(partition);
        Mark.Waiting waiting =
                head == null || head.offset() != next.offset() ? null : head.waiting();
        Mark mark = new Mark(topicIds.of(partition.topic()), said, waiting);
        offsets.put(
                partition, new OffsetAndMetadata(next.offset(), next.leaderEpoch(), mark.text()));
    }

    /// A tracking event that moves no offset by itself.
    @Override
    public void add(TrackingEvent event) {
        records.add(record(trackingTopic, event));
    }

    /// A tracking event as a record.
    static ProducerRecord<byte[], byte[]> record(String trackingTopic, TrackingEvent event) {
        return new ProducerRecord<>(
                trackingTopic,
                event.frontier().key().getBytes(StandardCharsets.UTF_8),
                WireJson.mapper().writeValueAsBytes(event));
    }

    /// Whether it commits an offset of a partition.
    boolean speaksOf(TopicPartition partition) {
        return offsets.containsKey(partition);
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    /// Sends and commits everything, or nothing.
    ///
    /// @param member the group's generation that the offsets were read in; a later one refuses them
    void commit(Producer<byte[], byte[]> producer, ConsumerGroupMetadata member) {
        WriteRefusedException.Watch watch = new WriteRefusedException.Watch();
        try {
            producer.beginTransaction();
            for (ProducerRecord<byte[], byte[]> record : records) {
                // A send that fails makes the commit fail.
                Future<RecordMetadata> _ = producer.send(record, watch.of(record));
            }
            producer.sendOffsetsToTransaction(offsets, member);
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw watch.cause(e);
        }
    }
}
