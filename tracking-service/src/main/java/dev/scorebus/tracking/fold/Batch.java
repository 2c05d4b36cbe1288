package dev.scorebus.tracking.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What one poll brought of one partition of the tracking topic.
///
/// @param from the position before the poll
/// @param to the position behind it
record Batch(
        UUID topicId,
        int partition,
        long from,
        long to,
        List<ConsumerRecord<byte[], byte[]>> records) {
    Batch {
        records = List.copyOf(records);
    }

    /// The same in batches of one record.
    List<Batch> singles() {
        List<Batch> singles = new ArrayList<>();
        long start = from;
        for (int i = 0; i < records.size(); i++) {
            long end = i == records.size() - 1 ? to : records.get(i).offset() + 1;
            singles.add(new Batch(topicId, partition, start, end, List.of(records.get(i))));
            start = end;
        }
        return singles;
    }
}
