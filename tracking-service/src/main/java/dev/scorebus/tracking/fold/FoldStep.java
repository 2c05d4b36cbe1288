package dev.scorebus.tracking.fold;

import dev.scorebus.message.Topics;
import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.source.Broker;
import dev.scorebus.tracking.source.SourceTopics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One poll of the tracking topic and its fold. Which partitions there are is looked up now and then; where to read on is
/// what the database says, never what a consumer group remembers. Not safe for use by two threads.
final class FoldStep implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(FoldStep.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Topics topics;
    private final TrackingProperties properties;
    private final SourceTopics source;
    private final Fold fold;
    private final PositionTable positions;
    private final FoldMetrics metrics;
    private final InstantSource clock;
    private final Consumer<byte[], byte[]> consumer;

    private final Map<TopicPartition, Long> reads = new HashMap<>();
    private SourceTopics.@Nullable Topic topic;
    private Instant discovered = Instant.MIN;

    FoldStep(
            Topics topics,
            TrackingProperties properties,
            Broker broker,
            SourceTopics source,
            Fold fold,
            PositionTable positions,
            FoldMetrics metrics,
            InstantSource clock) {
        this.topics = topics;
        this.properties = properties;
        this.source = source;
        this.fold = fold;
        this.positions = positions;
        this.metrics = metrics;
        this.clock = clock;
        this.consumer = broker.reader("fold", properties.maxPollRecords(), POLL);
    }

    /// Polls once and folds what came; whether there was anything to read from.
    boolean run() {
        if (!clock.instant().isBefore(discovered.plus(properties.discovery()))) {
            discover();
        }
        SourceTopics.Topic current = topic;
        if (current == null || reads.isEmpty()) {
            return false;
        }
        try {
            fold(current, consumer.poll(POLL));
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach((partition, at) -> jump(current, partition, at));
        }
        return true;
    }

    /// Forgets what was read; the next run asks the database again where to read on.
    void startAgain() {
        reads.clear();
        topic = null;
        discovered = Instant.MIN;
    }

    /// Ends a poll that another thread waits in.
    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void discover() {
        Optional<SourceTopics.Topic> found = source.find(topics.tracking());
        if (found.isEmpty()) {
            startAgain();
            return;
        }
        discovered = clock.instant();
        if (found.get().equals(topic)) {
            followTheDatabase(found.get());
            return;
        }
        SourceTopics.Topic current = found.get();
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < current.partitions(); partition++) {
            partitions.add(new TopicPartition(current.name(), partition));
        }
        consumer.assign(partitions);
        reads.clear();
        partitions.forEach(partition -> seek(current, partition));
        topic = current;
        LOGGER.atInfo()
                .addKeyValue("topic", current.name())
                .addKeyValue("partitions", current.partitions())
                .log("folding the tracking topic");
    }

    /// Another replica may have folded on, and a database that failed over may have lost its last transactions.
    private void followTheDatabase(SourceTopics.Topic current) {
        for (TopicPartition partition : Set.copyOf(reads.keySet())) {
            Optional<Long> position = positions.find(current.id(), partition.partition());
            if (!position.equals(Optional.ofNullable(reads.get(partition)))) {
                seek(current, partition);
            }
        }
    }

    private void seek(SourceTopics.Topic current, TopicPartition partition) {
        long position =
                positions
                        .find(current.id(), partition.partition())
                        .orElseGet(() -> begin(current, partition));
        reads.put(partition, position);
        consumer.seek(partition, position);
    }

    private long begin(SourceTopics.Topic current, TopicPartition partition) {
        long start = source.starts(List.of(partition)).getOrDefault(partition, 0L);
        positions.begin(current.id(), partition.partition(), start);
        return positions.find(current.id(), partition.partition()).orElse(start);
    }

    private void fold(SourceTopics.Topic current, ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            long from = reads.getOrDefault(partition, 0L);
            long to = Objects.requireNonNull(records.nextOffsets().get(partition)).offset();
            Batch batch =
                    new Batch(
                            current.id(),
                            partition.partition(),
                            from,
                            to,
                            records.records(partition));
            follow(current, partition, to, metrics.time(() -> fold.apply(batch)));
        }
        for (TopicPartition partition : Set.copyOf(reads.keySet())) {
            if (records.records(partition).isEmpty()) {
                passMarkers(current, partition);
            }
        }
    }

    /// Transaction markers are no records, yet the position lies behind them: only so can anybody see that all is folded.
    private void passMarkers(SourceTopics.Topic current, TopicPartition partition) {
        long from = reads.getOrDefault(partition, 0L);
        long to = consumer.position(partition);
        if (to > from) {
            Batch markers = new Batch(current.id(), partition.partition(), from, to, List.of());
            follow(current, partition, to, fold.apply(markers));
        }
    }

    /// The position lies outside of the log: what is gone is said in the ledger, and the fold goes on where the log begins.
    private void jump(SourceTopics.Topic current, TopicPartition partition, long at) {
        if (!source.find(current.name()).equals(Optional.of(current))) {
            startAgain();
            return;
        }
        long start = source.starts(List.of(partition)).getOrDefault(partition, 0L);
        Batch jump = new Batch(current.id(), partition.partition(), at, start, List.of());
        LOGGER.atError()
                .addKeyValue("topic", partition.topic())
                .addKeyValue("partition", partition.partition())
                .addKeyValue("offset", at)
                .log(
                        "the position lies outside of the tracking topic; folding goes on where the topic begins");
        follow(
                current,
                partition,
                start,
                start > at ? fold.skipDeleted(jump) : fold.startOver(jump));
    }

    private void follow(
            SourceTopics.Topic current, TopicPartition partition, long to, Folding folding) {
        switch (folding) {
            case Folding.Done(List<Answer> answers) -> {
                metrics.count(answers);
                reads.put(partition, to);
                if (consumer.position(partition) != to) {
                    consumer.seek(partition, to);
                }
            }
            case Folding.Elsewhere _ -> seek(current, partition);
        }
    }
}
