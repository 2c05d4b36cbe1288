package dev.scorebus.tracking.gone;

import dev.scorebus.tracking.gone.UnreadTable.Source;
import dev.scorebus.tracking.source.RecordReader;
import dev.scorebus.tracking.source.SourceTopics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/// Tells a topic that was read to its last message from one that was not. A frontier may stand before the end of its topic though
/// there is no message left: what follows are markers of transactions, or messages that were taken back. So where a frontier
/// stands still, its topic is read on up to the next message. Used by one thread.
@Component
class EmptyTails {
    private static final int MOST_READINGS = 50;

    private final SourceTopics kafka;
    private final RecordReader reader;
    private final Map<Integer, Long> stood = new HashMap<>();
    private final Map<Integer, Long> unreadAt = new HashMap<>();

    EmptyTails(SourceTopics kafka, RecordReader reader) {
        this.kafka = kafka;
        this.reader = reader;
    }

    /// Up to where there is no message behind frontiers that stand still, by their numbers; those are absent of which nothing new
    /// was learned.
    ///
    /// @param ends how far their topics go, committed or not
    Map<Integer, Long> among(List<Source> living, Map<TopicPartition, Long> ends) {
        List<Source> still =
                living.stream()
                        .filter(source -> isStanding(source, ends))
                        .limit(MOST_READINGS)
                        .toList();
        stood.clear();
        living.forEach(source -> stood.put(source.id(), source.next()));
        unreadAt.entrySet().removeIf(at -> !at.getValue().equals(stood.get(at.getKey())));
        Map<Integer, Long> empty = new HashMap<>();
        if (still.isEmpty()) {
            return empty;
        }
        Map<TopicPartition, Long> readable =
                kafka.ends(still.stream().map(SourceWatch::partition).collect(Collectors.toSet()));
        try (RecordReader.Session session = reader.open("tails")) {
            for (Source source : still) {
                long to = readable.getOrDefault(SourceWatch.partition(source), 0L);
                if (to > source.read()) {
                    if (isEmpty(session, source, to)) {
                        empty.put(source.id(), to);
                    } else {
                        unreadAt.put(source.id(), source.next());
                    }
                }
            }
        }
        return empty;
    }

    private boolean isStanding(Source source, Map<TopicPartition, Long> ends) {
        return ends.getOrDefault(SourceWatch.partition(source), 0L) > source.read()
                && Objects.equals(stood.get(source.id()), source.next())
                && !Objects.equals(unreadAt.get(source.id()), source.next());
    }

    private static boolean isEmpty(RecordReader.Session session, Source source, long to) {
        boolean[] seen = {false};
        return session.read(
                                SourceWatch.partition(source),
                                source.read(),
                                to,
                                _ -> {
                                    seen[0] = true;
                                    return false;
                                })
                        == RecordReader.Ending.COMPLETE
                && !seen[0];
    }
}
