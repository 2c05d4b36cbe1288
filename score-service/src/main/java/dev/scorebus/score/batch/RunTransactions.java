package dev.scorebus.score.batch;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Commits the pages of one run. All who carry out a run have the same transactional id: who comes later fences those before, so
/// that a worker that was frozen or cut off commits nothing any more, and reads a position that nobody moves.
final class RunTransactions implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;

    private RunTransactions(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /// Fences all who came before.
    ///
    /// @param producer with the run's transactional id
    static RunTransactions of(Producer<byte[], byte[]> producer) {
        RunTransactions transactions = new RunTransactions(producer);
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            transactions.close();
            throw e;
        }
        return transactions;
    }

    /// Commits records and a position, or nothing.
    ///
    /// @param by who shipped what goes elsewhere
    void commit(
            List<ProducerRecord<byte[], byte[]>> records,
            ConsumerGroupMetadata group,
            Map<TopicPartition, Long> next,
            RunCounts counts,
            String by) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        next.forEach(
                (partition, offset) ->
                        offsets.put(partition, new OffsetAndMetadata(offset, counts.text(by))));
        producer.beginTransaction();
        for (ProducerRecord<byte[], byte[]> record : records) {
            // A send that fails makes the commit fail.
            Future<RecordMetadata> _ = producer.send(record);
        }
        producer.sendOffsetsToTransaction(offsets, group);
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
