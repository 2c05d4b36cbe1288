package dev.scorebus.score.installed;

import dev.scorebus.bridge.Call;
import dev.scorebus.bridge.CallOutcome;
import dev.scorebus.bridge.Hello;
import dev.scorebus.bridge.ProgramCalls;
import dev.scorebus.bridge.ProgramStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Lends the processes of a program: each to as many at once as it takes calls. One that nobody has any more is ended.
final class ProcessSeats {
    private final int each;
    private final Supplier<ProgramCalls> launch;

    // Guarded by this.
    private final List<Shared> shared = new ArrayList<>();

    private static final class Shared {
        private final ProgramCalls process;
        private int users;

        Shared(ProgramCalls process) {
            this.process = process;
        }
    }

    /// @param first runs already
    /// @param each how many calls a process takes at once
    /// @param launch makes further ones, not started yet
    ProcessSeats(ProgramCalls first, int each, Supplier<ProgramCalls> launch) {
        this.each = each;
        this.launch = launch;
        shared.add(new Shared(first));
    }

    /// How many there are to be for so many processes, when each takes one call: one process that takes many replaces them.
    int most(int processes) {
        return Math.max(processes, each);
    }

    /// A process, for one call at a time; closing it gives it back.
    synchronized ProgramCalls take() {
        for (Shared known : shared) {
            if (known.users < each) {
                return seat(known);
            }
        }
        Shared fresh = new Shared(launch.get());
        shared.add(fresh);
        return seat(fresh);
    }

    private Seat seat(Shared of) {
        of.users++;
        return new Seat(of);
    }

    private void leave(Shared left) {
        synchronized (this) {
            left.users--;
            if (left.users > 0) {
                return;
            }
            shared.remove(left);
        }
        left.process.close();
    }

    private final class Seat implements ProgramCalls {
        private final Shared of;
        private final AtomicBoolean left = new AtomicBoolean();

        Seat(Shared of) {
            this.of = of;
        }

        @Override
        public CallOutcome call(Call call) {
            return of.process.call(call);
        }

        @Override
        public Hello ready() throws ProgramStartException {
            return of.process.ready();
        }

        @Override
        public void close() {
            if (left.compareAndSet(false, true)) {
                leave(of);
            }
        }
    }
}
