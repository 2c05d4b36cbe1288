package dev.scorebus.ledger;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.scorebus.message.Mode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one consumer group says of one partition, in the same Kafka transaction as the scores and the source offsets it
/// speaks of. Keyed by [Frontier#key], so that the events of a frontier stay in order.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrackingEvent.Origin.class, name = "origin"),
    @JsonSubTypes.Type(value = TrackingEvent.Span.class, name = "span"),
    @JsonSubTypes.Type(value = TrackingEvent.Lost.class, name = "lost"),
    @JsonSubTypes.Type(value = TrackingEvent.Amended.class, name = "amended")
})
public sealed interface TrackingEvent {
    /// The frontier this event moves.
    Frontier frontier();

    /// When the event was made, by the clock of the instance that made it.
    Instant at();

    /// The first word on a partition: accounting starts at `offset`.
    record Origin(Frontier frontier, long offset, String instance, Instant at)
            implements TrackingEvent {}

    /// The offsets `[lo, hi)` were processed together. `hi` is the consumer's next position, so that transaction markers
    /// and offsets that compaction removed lie inside.
    ///
    /// @param lo first offset, inclusive; equals the `hi` of the span before
    /// @param hi end, exclusive
    /// @param records data records in the span; `scored + filtered + failed + relayed`
    /// @param scored records that were scored
    /// @param filtered records that the action's filter dropped
    /// @param failed records that failed; each has an entry in `exceptions`
    /// @param relayed records of a retry topic: each stands for a message of another partition, of which an [Amended] tells
    /// @param models which model versions gave how many of the scores
    /// @param ids a Bloom filter over the CloudEvent ids of the records that had one
    /// @param exceptions what became of each message that did not simply succeed
    /// @param runId the batch or heal run, when there is one
    record Span(
            Frontier frontier,
            long lo,
            long hi,
            int records,
            int scored,
            int filtered,
            int failed,
            int relayed,
            Mode mode,
            List<ModelCount> models,
            @Nullable IdFilter ids,
            List<ExceptionEntry> exceptions,
            @Nullable String runId,
            String instance,
            Instant at)
            implements TrackingEvent {
        public Span {
            models = List.copyOf(models);
            exceptions = List.copyOf(exceptions);
            if (lo < 0 || hi <= lo) {
                throw new IllegalArgumentException(
                        "A span is not empty: [%d, %d)".formatted(lo, hi));
            }
            if (records != scored + filtered + failed + relayed) {
                throw new IllegalArgumentException(
                        "%d records are not %d scored + %d filtered + %d failed + %d relayed"
                                .formatted(records, scored, filtered, failed, relayed));
            }
            if (failed != exceptions.size()) {
                throw new IllegalArgumentException(
                        "%d failed records need as many exception entries, got %d"
                                .formatted(failed, exceptions.size()));
            }
        }
    }

    /// The offsets `[lo, hi)` were gone before they could be read; said, never silent.
    record Lost(Frontier frontier, long lo, long hi, String reason, String instance, Instant at)
            implements TrackingEvent {}

    /// What became later of messages behind the frontier: a retry, a replay or a heal run. It moves no frontier; the frontier here
    /// is that of the messages, not that of the topic they were read from again.
    ///
    /// @param mode how they were processed this time
    /// @param entries one per message and step
    /// @param runId the heal run, when there is one
    record Amended(
            Frontier frontier,
            Mode mode,
            List<ExceptionEntry> entries,
            @Nullable String runId,
            String instance,
            Instant at)
            implements TrackingEvent {
        public Amended {
            entries = List.copyOf(entries);
            if (entries.isEmpty()) {
                throw new IllegalArgumentException("An amendment has an entry");
            }
        }
    }

    /// Where a consumer group stands in one partition.
    ///
    /// @param group the consumer group
    /// @param action the action it works for
    /// @param topic the topic's name, for people
    /// @param topicId the topic's id, for proofs
    record Frontier(String group, String action, String topic, UUID topicId, int partition) {
        /// The Kafka key of the frontier's events.
        public String key() {
            return group + "/" + topicId + "/" + partition;
        }
    }

    /// How many scores of a span a model version gave.
    ///
    /// @param model the model's name
    /// @param version its version (sha-256)
    record ModelCount(String model, String version, int count) {}

    /// A version of a model.
    ///
    /// @param name the model's name
    /// @param version its version (sha-256)
    record ModelName(String name, String version) {}
}
