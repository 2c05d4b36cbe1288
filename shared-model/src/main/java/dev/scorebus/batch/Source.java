package dev.scorebus.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.ledger.FailureKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a batch run scores: exactly one of the three.
///
/// @param topic a range of a topic
/// @param dataSet the rows of a registered data set
/// @param deadLetters dead letters of the action, which makes it a heal run
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Source(
        @Nullable TopicRange topic,
        @Nullable DataSetRef dataSet,
        @Nullable DeadLetterFilter deadLetters) {
    public Source {
        long named = Stream.of(topic, dataSet, deadLetters).filter(Objects::nonNull).count();
        if (named != 1) {
            throw new IllegalArgumentException(
                    "source has exactly one of topic, dataSet, deadLetters; got %d of them"
                            .formatted(named));
        }
    }

    /// A source over a part of a topic.
    public static Source of(TopicRange topic) {
        return new Source(topic, null, null);
    }

    /// A source over a data set.
    public static Source of(DataSetRef dataSet) {
        return new Source(null, dataSet, null);
    }

    /// A source over dead letters.
    public static Source of(DeadLetterFilter deadLetters) {
        return new Source(null, null, deadLetters);
    }

    /// A part of a topic. Both ends are fixed when the run begins.
    ///
    /// @param name the topic
    /// @param from where it begins; absent: at the oldest record that is kept
    /// @param to where it ends, exclusive; absent: behind the newest record
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TopicRange(String name, @Nullable Bound from, @Nullable Bound to) {
        public TopicRange {
            if (name == null || !name.matches("[a-zA-Z0-9._-]{1,249}")) {
                throw new IllegalArgumentException(
                        name == null
                                ? "source.topic.name is missing"
                                : "source.topic.name is the name of a topic, got '%s'"
                                        .formatted(name));
            }
        }

        private static List<String> ofOffsets(Bound begin, Bound end) {
            List<String> faults = new ArrayList<>();
            Map<Integer, Long> last = end.offsets() == null ? Map.of() : end.offsets();
            Map<Integer, Long> first = begin.offsets() == null ? Map.of() : begin.offsets();
            new TreeMap<>(first)
                    .forEach(
                            (partition, offset) -> {
                                long behind = last.getOrDefault(partition, Long.MAX_VALUE);
                                if (offset > behind) {
                                    faults.add(
                                            "source.topic: partition %d begins at offset %d and ends before %d"
                                                    .formatted(partition, offset, behind));
                                }
                            });
            return faults;
        }

        /// Where the range ends before it begins.
        List<String> contradictions() {
            if (from == null || to == null) {
                return List.of();
            }
            Instant begin = from.time();
            Instant end = to.time();
            if (begin != null && end != null) {
                return begin.isBefore(end)
                        ? List.of()
                        : List.of(
                                "source.topic: from must be before to, got %s and %s"
                                        .formatted(begin, end));
            }
            return ofOffsets(from, to);
        }
    }

    /// An end of a range, by offsets or by time.
    ///
    /// @param offsets by partition; a partition that is not named has no bound of its own
    /// @param time the first record that is not older
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Bound(@Nullable Map<Integer, Long> offsets, @Nullable Instant time) {
        public Bound {
            if ((offsets == null) == (time == null)) {
                throw new IllegalArgumentException(
                        "from and to have either offsets, such as {\"0\": 100}, or time, such as 2026-11-01T00:00:00Z");
            }
            if (offsets != null) {
                offsets = Map.copyOf(new TreeMap<>(offsets));
                offsets.forEach(
                        (partition, offset) -> {
                            if (partition < 0 || offset < 0) {
                                throw new IllegalArgumentException(
                                        "offsets are 0 or more, got %d for partition %d"
                                                .formatted(offset, partition));
                            }
                        });
            }
        }
    }

    /// A data set.
    ///
    /// @param version absent: the newest at the time of the request
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DataSetRef(String name, @Nullable String version) {
        public DataSetRef {
            if (name == null) {
                throw new IllegalArgumentException("source.dataSet.name is missing");
            }
        }
    }

    /// Which dead letters of the action; nothing said: all that are dead when the run comes to them.
    ///
    /// @param kind why they failed
    /// @param errorClass of which class of error: its whole name, or what follows its last dot
    /// @param since died at or after
    /// @param until died before
    /// @param maxDeaths died fewer times than this; absent: however often
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DeadLetterFilter(
            @Nullable FailureKind kind,
            @Nullable String errorClass,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Integer maxDeaths) {
        /// Every dead letter of the action.
        public static final DeadLetterFilter ALL =
                new DeadLetterFilter(null, null, null, null, null);

        public DeadLetterFilter {
            if (since != null && until != null && !since.isBefore(until)) {
                throw new IllegalArgumentException(
                        "source.deadLetters.since must be before until, got %s and %s"
                                .formatted(since, until));
            }
            if (maxDeaths != null && maxDeaths < 1) {
                throw new IllegalArgumentException(
                        "source.deadLetters.maxDeaths is 1 or more, got " + maxDeaths);
            }
        }
    }
}
