package dev.scorebus.score.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows a compacted topic from its beginning for as long as the service runs. When Kafka goes away, what was read stays
/// valid and the loop tries again; after a fault it reads from the beginning once more.
public final class CompactedTopicLoop implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CompactedTopicLoop.class);
    private static final Duration MISSING = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /// Who is told what the topic holds, always by the same thread.
    public interface Reader {
        /// The topic does not exist (yet).
        default void missing() {}

        /// Reading begins at the beginning; what is told from now on replaces everything that was told before.
        void begin();

        /// A record.
        ///
        /// @param value absent for a tombstone
        void record(String key, byte @Nullable [] value);

        /// The records of one poll were told.
        ///
        /// @param complete whether everything was told that was in the topic when reading began
        void end(boolean complete);
    }

    private final KafkaClients clients;
    private final String topic;
    private final Reader reader;
    private final Pause pause = new Pause();
    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /// A loop that is not started yet.
    public CompactedTopicLoop(KafkaClients clients, String topic, Reader reader) {
        this.clients = clients;
        this.topic = topic;
        this.reader = reader;
        this.thread = Thread.ofPlatform().daemon().name("follow-" + topic).unstarted(this::run);
    }

    /// Begins to follow.
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        pause.close();
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    private void run() {
        int failures = 0;
        while (pause.open()) {
            try (Consumer<byte[], byte[]> opened = clients.consumer(Map.of())) {
                consumer = opened;
                follow(opened);
                failures = 0;
            } catch (RuntimeException e) {
                if (pause.open()) {
                    failures++;
                    LOGGER.atWarn()
                            .addKeyValue("topic", topic)
                            .addKeyValue("error", e)
                            .log(
                                    "topic cannot be read now; what is known stays valid, reading is tried again");
                    pause.rest(Pause.after(failures, LONGEST));
                }
            } finally {
                consumer = null;
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> opened) {
        List<PartitionInfo> partitions = opened.partitionsFor(topic, LONGEST);
        if (partitions == null || partitions.isEmpty()) {
            reader.missing();
            pause.rest(MISSING);
            return;
        }
        List<TopicPartition> all =
                partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
        opened.assign(all);
        opened.seekToBeginning(all);
        Map<TopicPartition, Long> ends = opened.endOffsets(all);
        reader.begin();
        boolean complete = false;
        while (pause.open()) {
            Iterable<ConsumerRecord<byte[], byte[]>> records =
                    opened.poll(complete ? Duration.ofSeconds(5) : Duration.ofMillis(50));
            boolean told = false;
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.key() != null) {
                    reader.record(new String(record.key(), StandardCharsets.UTF_8), record.value());
                    told = true;
                }
            }
            boolean before = complete;
            complete = complete || reached(opened, ends);
            if (told || complete != before) {
                reader.end(complete);
            }
        }
    }

    private static boolean reached(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
