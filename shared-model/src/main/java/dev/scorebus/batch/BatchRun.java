package dev.scorebus.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One batch run, as it stands.
///
/// @param id names it, its consumer group and its spans in the ledger
/// @param state how far it is
/// @param request what was asked, pinned to a version of its data set
/// @param restartOf the run that this one repeats
/// @param plan what exactly is read; absent for dead letters, and until a run over a topic begins
/// @param progress what became of it so far; absent until the first page is committed
/// @param note what it waits for, while it does
/// @param error why it failed, in words for the one who asked
/// @param submittedAt when it was asked for
/// @param startedAt when it first took a slot
/// @param endedAt when it ended, in whichever way
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BatchRun(
        String id,
        State state,
        BatchRequest request,
        @Nullable String restartOf,
        @Nullable BatchPlan plan,
        @Nullable BatchProgress progress,
        @Nullable String note,
        @Nullable String error,
        Instant submittedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {
    /// How far a run is; the last three are ends.
    public enum State {
        @JsonProperty("queued")
        QUEUED(false),
        @JsonProperty("running")
        RUNNING(false),
        @JsonProperty("done")
        DONE(true),
        @JsonProperty("failed")
        FAILED(true),
        @JsonProperty("cancelled")
        CANCELLED(true);

        private final boolean end;

        State(boolean end) {
            this.end = end;
        }

        /// Whether nothing follows it.
        public boolean isEnd() {
            return end;
        }
    }
}
