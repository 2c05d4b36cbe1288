package dev.scorebus.score.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an instance does about an action; or all instances together.
///
/// @param reason why it does not run
/// @param partitions the partitions this instance has
/// @param halted those of them that are not read until someone says where to go on
/// @param scored how many messages this instance scored since it started
/// @param filtered how many it dropped by the filter
/// @param retried how many attempts failed that are made again
/// @param failed how many it dead-lettered
/// @param models which model versions gave how many of the scores
/// @param perSecond how many messages a second it has committed over the last minute
/// @param lastError what went wrong last, if anything did
/// @param lastErrorAt when that was
/// @param trouble what has gone wrong since it last committed; absent when nothing has
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ActionStatus(
        State state,
        @Nullable String reason,
        List<Partition> partitions,
        List<Halted> halted,
        long scored,
        long filtered,
        long retried,
        long failed,
        List<ModelCount> models,
        double perSecond,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        @Nullable Trouble trouble) {
    public ActionStatus {
        partitions = List.copyOf(partitions);
        halted = List.copyOf(halted);
        models = List.copyOf(models);
    }

    /// A status that has nothing to count.
    public static ActionStatus of(State state, @Nullable String reason) {
        return new ActionStatus(
                state, reason, List.of(), List.of(), 0, 0, 0, 0, List.of(), 0, null, null, null);
    }

    /// Whether messages are scored.
    public enum State {
        /// They are.
        RUNNING,
        /// Something is missing that may still come; nothing is consumed.
        WAITING,
        /// Someone has paused it; nothing is consumed until it is resumed.
        PAUSED,
        /// The action was deleted or the instance is shutting down.
        STOPPED,
        /// Something is wrong that someone should look at; it is tried again, and nothing is skipped.
        FAILED;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Where this instance stands in a partition.
    ///
    /// @param position the next offset to be read
    /// @param committed the offset up to which everything is committed
    /// @param end the end of the partition, for readers of committed records
    /// @param lag how many offsets are left
    public record Partition(
            String topic, int partition, long position, long committed, long end, long lag) {}

    /// What has gone wrong since messages were last committed.
    ///
    /// @param firstError what went wrong first; the rest may only follow from it
    /// @param since when that was
    /// @param errors how many there have been since, that one included
    public record Trouble(String firstError, Instant since, long errors) {
        /// The same cause, and one more error.
        public Trouble again() {
            return new Trouble(firstError, since, errors + 1);
        }
    }

    /// A partition that is not read.
    ///
    /// @param offset what is committed of it
    /// @param reason why, and what to do
    public record Halted(String topic, int partition, long offset, String reason) {}

    /// How many of the scores a model version gave.
    public record ModelCount(String model, String version, long count) {}
}
