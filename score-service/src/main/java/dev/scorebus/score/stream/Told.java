package dev.scorebus.score.stream;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.message.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// What was told of a frontier, read from the tracking topic again. It is asked only when an offset was set by hand, for then the
/// offset no longer says it.
final class Told {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;

    /// @param consumers make consumers without a group
    Told(Supplier<Consumer<byte[], byte[]>> consumers, String topic) {
        this.consumers = consumers;
        this.topic = topic;
    }

    /// The offset up to which a frontier was accounted for; empty when nothing was told, or nothing of it is kept.
    OptionalLong upTo(Frontier frontier) {
        byte[] key = frontier.key().getBytes(StandardCharsets.UTF_8);
        OptionalLong last = OptionalLong.empty();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (Arrays.equals(record.key(), key)) {
                        last = later(last, record.value());
                    }
                }
            }
        }
        return last;
    }

    private static OptionalLong later(OptionalLong last, byte[] value) {
        return switch (WireJson.mapper().readValue(value, TrackingEvent.class)) {
            case TrackingEvent.Origin origin -> OptionalLong.of(origin.offset());
            case TrackingEvent.Span span -> OptionalLong.of(span.hi());
            case TrackingEvent.Lost lost -> OptionalLong.of(lost.hi());
            case TrackingEvent.Amended _ -> last;
        };
    }
}
