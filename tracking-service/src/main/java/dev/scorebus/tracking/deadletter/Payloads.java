package dev.scorebus.tracking.deadletter;

import dev.scorebus.tracking.source.SourceTopics;
import dev.scorebus.tracking.source.SourceTopics.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds the records that hold dead messages: those that were read first, where their topic still keeps them, and the copies in
/// the dead-letter topic otherwise.
@Component
class Payloads {
    private final SourceTopics source;
    private final LetterSearch letters;

    Payloads(SourceTopics source, LetterSearch letters) {
        this.source = source;
        this.letters = letters;
    }

    /// Where a message's record lies, or why it is nowhere.
    sealed interface Payload {
        record At(Location location) implements Payload {}

        record Missing(String why) implements Payload {}
    }

    /// Looks for the records of dead letters, one answer for each, in their order.
    List<Payload> find(List<DeadLetter> dead) {
        Map<String, Topic> topics =
                source.describe(
                        dead.stream()
                                .map(DeadLetter::topic)
                                .filter(Payloads::isTopic)
                                .collect(Collectors.toSet()));
        Set<TopicPartition> partitions =
                dead.stream()
                        .filter(letter -> isTheSame(topics.get(letter.topic()), letter))
                        .map(letter -> new TopicPartition(letter.topic(), letter.partition()))
                        .collect(Collectors.toSet());
        Map<TopicPartition, Long> starts = source.starts(partitions);
        Map<TopicPartition, Long> ends = source.ends(partitions);
        List<Payload> found = new ArrayList<>();
        Map<String, Optional<Topic>> deadLetterTopics = new HashMap<>();
        for (DeadLetter letter : dead) {
            TopicPartition partition = new TopicPartition(letter.topic(), letter.partition());
            boolean kept =
                    letter.offset() >= starts.getOrDefault(partition, Long.MAX_VALUE)
                            && letter.offset() < ends.getOrDefault(partition, 0L);
            found.add(
                    kept
                            ? new Payload.At(
                                    new Location(
                                            letter.topic(),
                                            letter.topicId(),
                                            letter.partition(),
                                            letter.offset()))
                            : copy(letter, deadLetterTopics));
        }
        return found;
    }

    /// Whether the topic is the one that the message was read from, and holds what was written there.
    private static boolean isTheSame(@Nullable Topic topic, DeadLetter letter) {
        return topic != null
                && topic.id().equals(letter.topicId())
                && letter.partition() < topic.partitions()
                && !topic.compacted();
    }

    /// The rows of a data set are messages too, and their topic is none of Kafka's.
    private static boolean isTopic(String name) {
        return name.matches("[A-Za-z0-9._-]{1,249}");
    }

    private Payload copy(DeadLetter letter, Map<String, Optional<Topic>> topics) {
        LetterSearch.Found found = letters.find(letter);
        LetterCopy copy = found.copy();
        if (copy == null) {
            return new Payload.Missing(
                    "its record is gone from '%s', and of its dead letter: %s"
                            .formatted(letter.topic(), found.missing()));
        }
        if (copy.payload() == null) {
            return new Payload.Missing(
                    "its record is gone from '%s', and its dead letter holds no payload"
                            .formatted(letter.topic()));
        }
        return topics.computeIfAbsent(copy.topic(), source::find)
                .<Payload>map(
                        topic ->
                                new Payload.At(
                                        new Location(
                                                copy.topic(),
                                                topic.id(),
                                                copy.partition(),
                                                copy.offset())))
                .orElseGet(
                        () ->
                                new Payload.Missing(
                                        "topic '%s' does not exist any more"
                                                .formatted(copy.topic())));
    }
}
