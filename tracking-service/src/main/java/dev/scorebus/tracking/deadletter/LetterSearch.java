package dev.scorebus.tracking.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.message.DeadLetterHeaders;
import dev.scorebus.message.Topics;
import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.source.RecordReader;
import dev.scorebus.tracking.source.SourceTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds the record of the dead-letter topic that holds a message. The ledger does not know its offset; it was written about
/// when the message died, and its headers say where the message came from. Only records of that time are read, and not more
/// than the settings allow.
@Component
class LetterSearch {
    private static final Duration ABOUT = Duration.ofMinutes(10);

    private final SourceTopics source;
    private final RecordReader reader;
    private final TrackingProperties properties;

    LetterSearch(SourceTopics source, RecordReader reader, TrackingProperties properties) {
        this.source = source;
        this.reader = reader;
        this.properties = properties;
    }

    /// What was found.
    ///
    /// @param copy the record, when it was found
    /// @param missing why it was not
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Found(DeadLetter letter, @Nullable LetterCopy copy, @Nullable String missing) {}

    /// Looks for the record of a dead letter.
    Found find(DeadLetter letter) {
        String name =
                Optional.ofNullable(letter.deadLetterTopic())
                        .orElseGet(() -> Topics.deadLetters(letter.action()));
        Optional<SourceTopics.Topic> topic = source.find(name);
        if (topic.isEmpty()) {
            return missing(letter, "topic '%s' does not exist any more".formatted(name));
        }
        List<TopicPartition> partitions =
                IntStream.range(0, topic.get().partitions())
                        .mapToObj(partition -> new TopicPartition(name, partition))
                        .toList();
        Stretches stretches =
                new Stretches(
                        source.starts(partitions),
                        source.offsetsAt(partitions, letter.at().minus(ABOUT)),
                        source.offsetsAt(partitions, letter.at().plus(ABOUT)),
                        source.ends(partitions));
        Reading reading = new Reading(letter, properties.deadLetterCandidates());
        try (RecordReader.Session session = reader.open("dead-letter")) {
            for (TopicPartition partition : partitions) {
                if (reading.goesOn()) {
                    session.read(
                            partition, stretches.from(partition), stretches.to(partition), reading);
                }
            }
        }
        return reading.best == null
                ? missing(letter, why(name, partitions, stretches, reading))
                : new Found(letter, LetterCopy.of(reading.best), null);
    }

    private static String why(
            String name, List<TopicPartition> partitions, Stretches stretches, Reading reading) {
        if (!reading.goesOn()) {
            return "the search ended after %d records of topic '%s' (scorebus.tracking.dead-letter-candidates)"
                    .formatted(reading.read, name);
        }
        return partitions.stream()
                .filter(stretches::isCutOff)
                .findFirst()
                .map(
                        partition ->
                                "topic '%s' no longer keeps it: retention or somebody deleted what partition %d held before offset %d"
                                        .formatted(
                                                name,
                                                partition.partition(),
                                                stretches.start(partition)))
                .orElseGet(
                        () ->
                                "none of the %d records that topic '%s' holds of the time of its death is of this message"
                                        .formatted(reading.read, name));
    }

    private static Found missing(DeadLetter letter, String why) {
        return new Found(letter, null, why);
    }

    /// Which offsets are of the time.
    private record Stretches(
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> first,
            Map<TopicPartition, Long> behind,
            Map<TopicPartition, Long> ends) {
        long start(TopicPartition partition) {
            return starts.getOrDefault(partition, 0L);
        }

        long from(TopicPartition partition) {
            long offset = first.getOrDefault(partition, -1L);
            return offset < 0 ? to(partition) : Math.max(offset, start(partition));
        }

        long to(TopicPartition partition) {
            long offset = behind.getOrDefault(partition, -1L);
            return offset < 0 ? ends.getOrDefault(partition, 0L) : offset;
        }

        /// Whether records of the time may have been deleted.
        boolean isCutOff(TopicPartition partition) {
            return start(partition) > 0 && from(partition) <= start(partition);
        }
    }

    /// Looks at records; of several deaths of the message the one nearest to the time is meant.
    private static final class Reading implements RecordReader.Visitor {
        private final DeadLetter letter;
        private final int most;
        private int read;
        private @Nullable ConsumerRecord<byte[], byte[]> best;

        Reading(DeadLetter letter, int most) {
            this.letter = letter;
            this.most = most;
        }

        boolean goesOn() {
            return read < most;
        }

        @Override
        public boolean visit(ConsumerRecord<byte[], byte[]> record) {
            read++;
            boolean isIt =
                    DeadLetterHeaders.read(record.headers())
                            .filter(
                                    headers ->
                                            headers.topic().equals(letter.topic())
                                                    && headers.partition() == letter.partition()
                                                    && headers.offset() == letter.offset()
                                                    && headers.group().equals(letter.group()))
                            .isPresent();
            if (isIt && (best == null || distance(record) <= distance(best))) {
                best = record;
            }
            return goesOn();
        }

        private long distance(ConsumerRecord<byte[], byte[]> record) {
            return Math.abs(record.timestamp() - letter.at().toEpochMilli());
        }
    }
}
