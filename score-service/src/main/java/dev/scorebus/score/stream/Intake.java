package dev.scorebus.score.stream;

import dev.scorebus.message.Attempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Reads: turns what a poll brings into work. A partition of the retry topic is read up to the first message whose time has not
/// come; there it is paused, and goes on when that time comes. So is a partition that a message holds up, and one of which it is
/// not known yet who waits.
final class Intake {
    private final Consumer<byte[], byte[]> consumer;
    private final String retryTopic;
    private final TopicIds topicIds;
    private final HeadsOfLine heads;
    private final KeyGate gate;
    private final Map<TopicPartition, Instant> resting = new HashMap<>();
    private final Set<TopicPartition> held = new HashSet<>();
    private final Set<TopicPartition> alone = new HashSet<>();

    Intake(
            Consumer<byte[], byte[]> consumer,
            String retryTopic,
            TopicIds topicIds,
            HeadsOfLine heads,
            KeyGate gate) {
        this.consumer = consumer;
        this.retryTopic = retryTopic;
        this.topicIds = topicIds;
        this.heads = heads;
        this.gate = gate;
    }

    /// What a poll brought.
    ///
    /// @param next how far each partition was read
    record Polled(List<Work> work, Map<TopicPartition, OffsetAndMetadata> next) {}

    /// Takes in what was polled, but for what must wait.
    Polled take(ConsumerRecords<byte[], byte[]> polled, Instant now) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(polled.nextOffsets());
        List<Work> work = new ArrayList<>(polled.count());
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
            if (partition.topic().equals(retryTopic)) {
                takeDue(partition, records, now, work, next);
            } else {
                takeFirst(partition, records, now, work, next);
            }
        }
        return new Polled(work, next);
    }

    private void takeFirst(
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> records,
            Instant now,
            List<Work> work,
            Map<TopicPartition, OffsetAndMetadata> next) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Attempt attempt = Attempt.first(record, topicIds.of(record.topic()));
            HeadsOfLine.Head head = heads.at(partition, record.offset());
            if (head != null && head.notBefore().isAfter(now)) {
                rest(partition, record.offset(), head.notBefore());
                next.put(partition, new OffsetAndMetadata(record.offset()));
                return;
            }
            if (head != null) {
                Attempt again = head.next(attempt);
                work.add(new Work(record, again, partition, record.offset(), 0, now));
                next.put(partition, stopBehind(partition, record.offset()));
                return;
            }
            work.add(new Work(record, attempt, partition, record.offset(), 0, now));
        }
    }

    /// What comes behind a message that failed is not given to the program before that is through.
    private OffsetAndMetadata stopBehind(TopicPartition partition, long offset) {
        consumer.seek(partition, offset + 1);
        consumer.pause(List.of(partition));
        alone.add(partition);
        return new OffsetAndMetadata(offset + 1);
    }

    /// What was read of these partitions is committed.
    void committed(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            if (alone.remove(partition)) {
                consumer.resume(List.of(partition));
            }
        }
    }

    private void takeDue(
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> records,
            Instant now,
            List<Work> work,
            Map<TopicPartition, OffsetAndMetadata> next) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Optional<Attempt> said = Attempt.read(record.headers());
            if (said.isEmpty()) {
                Attempt first = Attempt.first(record, topicIds.of(record.topic()));
                work.add(new Work(record, first, partition, record.offset(), 0, now));
                continue;
            }
            Attempt attempt = said.get();
            if (attempt.notBefore().isAfter(now)) {
                rest(partition, record.offset(), attempt.notBefore());
                next.put(partition, new OffsetAndMetadata(record.offset()));
                return;
            }
            work.add(
                    new Work(
                            attempt.original(record), attempt, partition, record.offset(), 0, now));
        }
    }

    /// Whether nothing more of a partition is read before a time.
    boolean rests(TopicPartition partition) {
        return resting.containsKey(partition);
    }

    /// Reads a partition from an offset on, and not before a time.
    void rest(TopicPartition partition, long offset, Instant until) {
        consumer.seek(partition, offset);
        consumer.pause(List.of(partition));
        resting.put(partition, until);
    }

    /// Goes on with partitions whose next message is due.
    ///
    /// @param positions where each partition stands that is this instance's
    void wake(Map<TopicPartition, Long> positions, Instant now) {
        gate.open(positions);
        for (Iterator<Map.Entry<TopicPartition, Instant>> all = resting.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<TopicPartition, Instant> resting = all.next();
            if (!resting.getValue().isAfter(now)) {
                consumer.resume(List.of(resting.getKey()));
                all.remove();
            }
        }
    }

    /// Before a poll: keeps from being read what must not be read yet.
    void shut() {
        gate.shut();
    }

    /// Whether everything is read that may be read now.
    boolean isIdle() {
        Set<TopicPartition> reading = new HashSet<>(consumer.assignment());
        reading.removeAll(consumer.paused());
        return reading.stream()
                .allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0);
    }

    /// Reads nothing until it is released; the instance stays in its group meanwhile.
    void hold() {
        Set<TopicPartition> flowing = new HashSet<>(consumer.assignment());
        flowing.removeAll(consumer.paused());
        consumer.pause(flowing);
        held.addAll(flowing);
    }

    /// Reads again what it held.
    void release() {
        held.retainAll(consumer.assignment());
        consumer.resume(held);
        held.clear();
    }

    /// The partition was placed anew, or is someone else's: it does not rest.
    void forget(TopicPartition partition) {
        resting.remove(partition);
        held.remove(partition);
        gate.forget(partition);
        alone.remove(partition);
    }
}
