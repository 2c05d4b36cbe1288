package dev.scorebus.tracking.deadletter;

import dev.scorebus.message.Attempt;
import dev.scorebus.message.DeadLetterHeaders;
import dev.scorebus.message.MessageId;
import dev.scorebus.message.Topics;
import dev.scorebus.tracking.deadletter.ReplayTable.Pending;
import dev.scorebus.tracking.source.RecordReader;
import dev.scorebus.tracking.source.SourceTopics;
import dev.scorebus.tracking.source.SourceTopics.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.springframework.stereotype.Component;

/// Makes the records by which dead messages go through their action again: each as it was when it was read first, asking for
/// attempt 1 of the life that its claim began.
@Component
class ReplayRecords {
    private final SourceTopics source;
    private final RecordReader reader;

    ReplayRecords(SourceTopics source, RecordReader reader) {
        this.source = source;
        this.reader = reader;
    }

    /// A record, or why there is none.
    sealed interface Made {
        record Ready(ProducerRecord<byte[], byte[]> record) implements Made {}

        record Missing(Pending pending, String why) implements Made {}
    }

    /// Makes one for each claim, in their order.
    List<Made> make(List<Pending> page) {
        Set<String> names = new HashSet<>();
        for (Pending pending : page) {
            names.add(pending.record().topic());
            names.add(Topics.retry(pending.action()));
        }
        Map<String, Topic> topics = source.describe(names);
        List<Made> made = new ArrayList<>();
        try (RecordReader.Session session = reader.open("replays")) {
            for (Pending pending : page) {
                made.add(make(pending, topics, session));
            }
        }
        return made;
    }

    private static Made make(
            Pending pending, Map<String, Topic> topics, RecordReader.Session session) {
        String retries = Topics.retry(pending.action());
        if (!topics.containsKey(retries)) {
            return missing(pending, "topic '%s' does not exist any more".formatted(retries));
        }
        Location at = pending.record();
        Topic topic = topics.get(at.topic());
        if (topic == null || !topic.id().equals(at.topicId())) {
            return missing(pending, "topic '%s' was deleted".formatted(at.topic()));
        }
        return read(at, session)
                .<Made>map(record -> new Made.Ready(retry(pending, retries, record)))
                .orElseGet(
                        () ->
                                missing(
                                        pending,
                                        "topic '%s' no longer keeps its record"
                                                .formatted(at.topic())));
    }

    private static Optional<ConsumerRecord<byte[], byte[]>> read(
            Location at, RecordReader.Session session) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        session.read(
                at.topicPartition(),
                at.offset(),
                at.offset() + 1,
                record -> {
                    found.add(record);
                    return false;
                });
        return found.stream().filter(record -> record.offset() == at.offset()).findFirst();
    }

    private static ProducerRecord<byte[], byte[]> retry(
            Pending pending, String retries, ConsumerRecord<byte[], byte[]> found) {
        boolean copy = !found.topic().equals(pending.topic());
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(retries, found.key(), found.value());
        for (Header header : found.headers()) {
            if (!copy || !DeadLetterHeaders.isOne(header)) {
                record.headers().add(header);
            }
        }
        long timestamp =
                copy
                        ? DeadLetterHeaders.read(found.headers())
                                .map(DeadLetterHeaders::timestamp)
                                .orElse(-1L)
                        : found.timestamp();
        new Attempt(
                        pending.topic(),
                        new MessageId(pending.topicId(), pending.partition(), pending.offset()),
                        timestamp,
                        pending.replay(),
                        1,
                        Instant.EPOCH)
                .writeTo(record.headers());
        return record;
    }

    private static Made missing(Pending pending, String why) {
        return new Made.Missing(pending, why);
    }
}
