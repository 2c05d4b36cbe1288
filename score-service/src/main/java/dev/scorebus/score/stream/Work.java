package dev.scorebus.score.stream;

import dev.scorebus.message.Attempt;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// A message to be processed.
///
/// @param message as it was where it was first read
/// @param attempt which try this is
/// @param from the partition it was read from now: its source, or one of the retry topic
/// @param offset its offset there
/// @param deaths how many of the attempts before this one killed the instance that made them
/// @param arrived when it was read
record Work(
        ConsumerRecord<byte[], byte[]> message,
        Attempt attempt,
        TopicPartition from,
        long offset,
        int deaths,
        Instant arrived) {
    /// The same after `deaths` more attempts, each of which killed its instance.
    Work after(int more) {
        Attempt later =
                new Attempt(
                        attempt.topic(),
                        attempt.message(),
                        attempt.timestamp(),
                        attempt.replay(),
                        attempt.number() + more,
                        attempt.notBefore());
        return new Work(message, later, from, offset, deaths + more, arrived);
    }

    /// The same without the attempts that are thought to have killed their instances: it turned out that it was not its turn.
    Work untried() {
        return after(-deaths);
    }

    /// The same at its next attempt, which is made at once.
    Work again() {
        return new Work(message, attempt.next(attempt.notBefore()), from, offset, deaths, arrived);
    }

    /// Whether the record stands for a message of another partition.
    boolean relayed() {
        return offset != message.offset()
                || from.partition() != message.partition()
                || !from.topic().equals(message.topic());
    }
}
