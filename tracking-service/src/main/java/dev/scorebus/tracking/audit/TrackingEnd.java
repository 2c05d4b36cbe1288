package dev.scorebus.tracking.audit;

import dev.scorebus.message.Topics;
import dev.scorebus.tracking.source.SourceTopics;
import dev.scorebus.tracking.source.SourceTopics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/// Where the tracking topic ends, and whether the fold has come there.
@Component
public class TrackingEnd {
    /// How long one waits before it looks again.
    static final Duration LOOK = Duration.ofMillis(50);

    private final SourceTopics source;
    private final ProgressTable progress;
    private final Topics topics;
    private final InstantSource clock;

    TrackingEnd(SourceTopics source, ProgressTable progress, Topics topics, InstantSource clock) {
        this.source = source;
        this.progress = progress;
        this.topics = topics;
        this.clock = clock;
    }

    /// Everything that was told up to a moment.
    ///
    /// @param ends behind the last record of each partition, committed or not
    public record Told(Optional<Topic> tracking, Map<TopicPartition, Long> ends) {}

    /// What is told by now.
    public Told now() {
        Optional<Topic> tracking = source.find(topics.tracking());
        return new Told(tracking, tracking.map(source::highWatermarks).orElse(Map.of()));
    }

    /// Whether it is all folded.
    boolean isFolded(Told told) {
        if (told.tracking().isEmpty()) {
            return true;
        }
        Map<Integer, Long> positions = progress.positions(told.tracking().get().id());
        return told.ends().entrySet().stream()
                .allMatch(
                        end ->
                                positions.getOrDefault(end.getKey().partition(), 0L)
                                        >= end.getValue());
    }

    /// Whether it was all folded in time.
    public boolean isFoldedBy(Instant deadline, Told told) {
        boolean folded = isFolded(told);
        while (!folded && clock.instant().isBefore(deadline)) {
            LockSupport.parkNanos(LOOK.toNanos());
            folded = isFolded(told);
        }
        return folded;
    }
}
