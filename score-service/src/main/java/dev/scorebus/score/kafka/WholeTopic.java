package dev.scorebus.score.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/// Reads a small topic from its beginning to where it ends now, committed records only.
public final class WholeTopic {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int POLLS = 100;

    private WholeTopic() {}

    /// All records of a topic, those of a partition in their order.
    ///
    /// @throws TimeoutException when that takes longer than ten seconds without any record
    public static List<ConsumerRecord<byte[], byte[]>> read(KafkaClients clients, String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = clients.consumer(Map.of())) {
            List<TopicPartition> all =
                    consumer.partitionsFor(topic).stream()
                            .map(p -> new TopicPartition(topic, p.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            int silent = 0;
            while (!ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                int before = records.size();
                consumer.poll(POLL).forEach(records::add);
                silent = records.size() > before ? 0 : silent + 1;
                if (silent > POLLS) {
                    throw new TimeoutException(
                            "Topic '%s' is not read to its end".formatted(topic));
                }
            }
        }
        return records;
    }
}
