package dev.scorebus.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What a worker says of the run it carries out.
///
/// @param slot the slot it holds
/// @param fence the fence that came with it
/// @param progress how far it is; absent when nothing was committed yet
/// @param note what it waits for
/// @param plan what exactly it is going to read; the first plan that is told holds
/// @param end how it ended; absent while it goes on
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkerReport(
        int slot,
        long fence,
        @Nullable BatchProgress progress,
        @Nullable String note,
        @Nullable BatchPlan plan,
        @Nullable End end) {
    /// How the work on a run ended.
    ///
    /// @param state `done`, `failed` or `cancelled`, or `queued` when the worker goes away and another shall go on
    /// @param error why it failed
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record End(BatchRun.State state, @Nullable String error) {
        public End {
            if (state == BatchRun.State.RUNNING) {
                throw new IllegalArgumentException(
                        "end.state is done, failed, cancelled or queued, got running");
            }
        }
    }

    /// What the gate answers.
    ///
    /// @param standing whether the claim holds
    /// @param plan the plan that holds, when there is one
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(Standing standing, @Nullable BatchPlan plan) {}

    /// Whether a claim holds.
    public enum Standing {
        /// It holds on.
        HELD,
        /// It holds on, and the run shall be cancelled.
        CANCELLED,
        /// It was lost, or has ended; nothing more may be written for it.
        LOST
    }
}
