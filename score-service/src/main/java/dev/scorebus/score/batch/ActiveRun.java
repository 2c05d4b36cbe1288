package dev.scorebus.score.batch;

import dev.scorebus.batch.BatchClaim;
import dev.scorebus.batch.BatchProgress;
import dev.scorebus.batch.WorkerReport;
import dev.scorebus.score.kafka.Pause;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run that this instance carries out: what its thread has told of it, and what it is told.
final class ActiveRun {
    private final BatchClaim claim;
    private final Pause pause = new Pause();
    private volatile @Nullable BatchProgress progress;
    private volatile @Nullable String note;
    private volatile @Nullable Stop stop;
    private volatile Instant renewedAt;

    ActiveRun(BatchClaim claim, Instant now) {
        this.claim = claim;
        this.renewedAt = now;
    }

    BatchClaim claim() {
        return claim;
    }

    String id() {
        return claim.run().id();
    }

    void reached(BatchProgress reached) {
        progress = reached;
        note = null;
    }

    /// Says what it waits for.
    void waits(String reason) {
        note = reason;
    }

    /// Why it shall stop; null while it shall not.
    @Nullable Stop stop() {
        return stop;
    }

    /// Ends the run's work, and the pause it is in.
    void stop(Stop why) {
        if (stop != Stop.LOST) {
            stop = why;
        }
        pause.close();
    }

    /// Ends early when the run shall stop.
    Pause pause() {
        return pause;
    }

    Instant renewedAt() {
        return renewedAt;
    }

    void renewed(Instant now) {
        renewedAt = now;
    }

    /// Whether the lease is over by the clock of this instance.
    boolean isOver(Instant now) {
        return now.isAfter(renewedAt.plusMillis(claim.leaseMillis()));
    }

    /// How it stands.
    WorkerReport report() {
        return new WorkerReport(claim.slot(), claim.fence(), progress, note, null, null);
    }

    /// How it stands at its end.
    WorkerReport ended(WorkerReport.End end) {
        return new WorkerReport(claim.slot(), claim.fence(), progress, null, null, end);
    }

    /// Why a run shall stop before its end.
    enum Stop {
        /// Someone asked for it.
        CANCELLED,
        /// Its lease is over, so that another may have it.
        LOST,
        /// The service goes down.
        SHUT_DOWN
    }
}
