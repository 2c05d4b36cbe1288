package dev.scorebus.tracking.query;

import dev.scorebus.message.MessageId;
import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.query.IdFilterTable.Candidate;
import dev.scorebus.tracking.source.EventId;
import dev.scorebus.tracking.source.RecordReader;
import dev.scorebus.tracking.source.SourceTopics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/// Finds messages by id without a row per message: an id that names a place is resolved directly, ids of messages that did
/// not simply succeed are indexed, and for all others the filters of the spans leave about one span in a hundred, which is
/// read again in Kafka. Where Kafka no longer holds a span, the answer says that the message may be in it.
@Component
class IdSearch {
    private static final Pattern PLACE = Pattern.compile("(.+)-([0-9]{1,9})-([0-9]{1,18})");
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Stories stories;
    private final ExceptionIdTable exceptions;
    private final IdFilterTable filters;
    private final SourceTopics topics;
    private final RecordReader reader;
    private final TrackingProperties properties;

    IdSearch(
            Stories stories,
            ExceptionIdTable exceptions,
            IdFilterTable filters,
            SourceTopics topics,
            RecordReader reader,
            TrackingProperties properties) {
        this.stories = stories;
        this.exceptions = exceptions;
        this.filters = filters;
        this.topics = topics;
        this.reader = reader;
        this.properties = properties;
    }

    /// What a search found.
    ///
    /// @param mayBeIn spans that may hold the id and can no longer be read
    /// @param spansRead how many spans were read again in Kafka
    /// @param complete whether every span that may hold the id was looked at; narrow the time otherwise
    record Found(
            String id,
            List<MessageStory> messages,
            List<Unsure> mayBeIn,
            int spansRead,
            boolean complete) {}

    /// A span that may hold the id; nobody can tell any more.
    record Unsure(
            String action,
            String topic,
            UUID topicId,
            int partition,
            long lo,
            long hi,
            Instant at,
            String why) {}

    /// Looks for an id among the messages that were processed in a time.
    Found find(String id, Period period) {
        Set<MessageId> found = new LinkedHashSet<>(exceptions.find(id, properties.idCandidates()));
        Set<MessageStory> messages = new LinkedHashSet<>(byPlace(id));
        int limit = properties.idCandidates();
        List<Candidate> candidates = filters.candidates(id, period, limit + 1);
        List<Unsure> unsure = new ArrayList<>();
        int read = confirm(id, candidates.stream().limit(limit).toList(), found, unsure);
        found.forEach(message -> messages.addAll(stories.of(message)));
        return new Found(id, List.copyOf(messages), unsure, read, candidates.size() <= limit);
    }

    private List<MessageStory> byPlace(String id) {
        Matcher place = PLACE.matcher(id);
        if (!place.matches()) {
            return List.of();
        }
        String topic = place.group(1);
        int partition = Integer.parseInt(place.group(2));
        long offset = Long.parseLong(place.group(3));
        return UUID_FORM.matcher(topic).matches()
                ? stories.of(new MessageId(UUID.fromString(topic), partition, offset))
                : stories.at(topic, null, partition, offset, null);
    }

    private int confirm(
            String id, List<Candidate> candidates, Set<MessageId> found, List<Unsure> unsure) {
        if (candidates.isEmpty()) {
            return 0;
        }
        Map<String, SourceTopics.Topic> now =
                topics.describe(candidates.stream().map(Candidate::topic).distinct().toList());
        int read = 0;
        try (RecordReader.Session session = reader.open("id-search")) {
            for (Candidate span : candidates) {
                SourceTopics.Topic topic = now.get(span.topic());
                if (topic == null || !topic.id().equals(span.topicId())) {
                    unsure.add(unsure(span, "the topic was deleted"));
                    continue;
                }
                read++;
                switch (confirm(id, session, span, found)) {
                    case COMPLETE -> {}
                    case GONE -> unsure.add(unsure(span, "the broker no longer keeps it"));
                    case CUT -> unsure.add(unsure(span, "the log ends before it: it was cut"));
                    case STUCK -> unsure.add(unsure(span, "the broker did not deliver it"));
                }
            }
        }
        return read;
    }

    private static RecordReader.Ending confirm(
            String id, RecordReader.Session session, Candidate span, Set<MessageId> found) {
        return session.read(
                new TopicPartition(span.topic(), span.partition()),
                span.lo(),
                span.hi(),
                record -> {
                    if (EventId.of(record).filter(id::equals).isPresent()) {
                        found.add(new MessageId(span.topicId(), span.partition(), record.offset()));
                    }
                    return true;
                });
    }

    private static Unsure unsure(Candidate span, String why) {
        return new Unsure(
                span.action(),
                span.topic(),
                span.topicId(),
                span.partition(),
                span.lo(),
                span.hi(),
                span.at(),
                why);
    }
}
