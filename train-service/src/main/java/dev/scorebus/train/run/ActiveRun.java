package dev.scorebus.train.run;

import dev.scorebus.train.program.Watch;
import dev.scorebus.training.TrainingRun.Progress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run that this instance carries out: what the program has told of it, and what it is told.
final class ActiveRun implements Watch {
    private final Claim claim;
    private volatile @Nullable Progress progress;
    private volatile @Nullable Stop stop;
    private volatile Instant renewedAt;

    ActiveRun(Claim claim, Instant now) {
        this.claim = claim;
        this.renewedAt = now;
    }

    Claim claim() {
        return claim;
    }

    @Override
    public void reached(Progress reached) {
        progress = reached;
    }

    @Override
    public boolean stopped() {
        return stop != null;
    }

    @Nullable Progress progress() {
        return progress;
    }

    /// Why it shall stop; null while it shall not.
    @Nullable Stop stop() {
        return stop;
    }

    void stop(Stop why) {
        if (stop != Stop.LOST) {
            stop = why;
        }
    }

    Instant renewedAt() {
        return renewedAt;
    }

    void renewed(Instant now) {
        renewedAt = now;
    }

    /// Why a run shall stop before its end.
    enum Stop {
        /// Someone asked for it.
        CANCELLED,
        /// Its lease is over, so that another may have its slot.
        LOST,
        /// The service goes down.
        SHUT_DOWN
    }
}
