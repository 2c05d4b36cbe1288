package dev.scorebus.tracking.gone;

import dev.scorebus.message.Topics;
import dev.scorebus.tracking.gone.UnreadTable.Source;
import dev.scorebus.tracking.source.SourceTopics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/// Looks how far the topics go that actions read, and notes where one goes on behind its frontier: when it is deleted, that is
/// all that is known of what had not been read. Any number of replicas may look at once.
@Component
class SourceWatch {
    private final UnreadTable table;
    private final EmptyTails emptyTails;
    private final GoneSources gone;
    private final SourceTopics kafka;
    private final Topics topics;
    private final InstantSource clock;

    SourceWatch(
            UnreadTable table,
            EmptyTails emptyTails,
            GoneSources gone,
            SourceTopics kafka,
            Topics topics,
            InstantSource clock) {
        this.table = table;
        this.emptyTails = emptyTails;
        this.gone = gone;
        this.kafka = kafka;
        this.topics = topics;
        this.clock = clock;
    }

    /// Looks once.
    void look() {
        Instant now = clock.instant();
        List<Source> sources = table.sources(topics.prefix());
        Map<String, UUID> ids = kafka.ids(names(sources));
        Map<Boolean, List<Source>> byLife =
                sources.stream().collect(Collectors.partitioningBy(source -> isOf(ids, source)));
        note(byLife.getOrDefault(true, List.of()), now);
        gone.look(byLife.getOrDefault(false, List.of()), ids.keySet(), now);
    }

    private void note(List<Source> living, Instant now) {
        Map<TopicPartition, Long> ends =
                kafka.highWatermarks(
                        living.stream().map(SourceWatch::partition).collect(Collectors.toSet()));
        Map<Integer, Long> grown = new HashMap<>();
        for (Source source : living) {
            long end = ends.getOrDefault(partition(source), 0L);
            if (end > source.read() && (source.tail() == null || end > source.tail().end())) {
                grown.put(source.id(), end);
            }
        }
        Map<Integer, Long> empty = emptyTails.among(living, ends);
        if (grown.isEmpty() && empty.isEmpty()) {
            return;
        }
        // Ends are asked for by name, and another topic may have taken it meanwhile.
        Map<String, UUID> still = kafka.ids(names(living));
        Set<Integer> others =
                living.stream()
                        .filter(source -> !isOf(still, source))
                        .map(Source::id)
                        .collect(Collectors.toSet());
        grown.keySet().removeAll(others);
        empty.keySet().removeAll(others);
        table.saw(grown, now);
        table.empty(empty);
    }

    static TopicPartition partition(Source source) {
        return new TopicPartition(source.frontier().topic(), source.frontier().partition());
    }

    private static boolean isOf(Map<String, UUID> ids, Source source) {
        return source.frontier().topicId().equals(ids.get(source.frontier().topic()));
    }

    private static Set<String> names(Collection<Source> sources) {
        return sources.stream()
                .map(source -> source.frontier().topic())
                .collect(Collectors.toSet());
    }
}
