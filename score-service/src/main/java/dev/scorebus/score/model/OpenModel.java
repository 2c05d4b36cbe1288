package dev.scorebus.score.model;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.Score.ModelRef;
import dev.scorebus.score.program.Batch;
import dev.scorebus.score.program.BisectLoop;
import dev.scorebus.score.program.Deadline;
import dev.scorebus.score.program.Program;
import dev.scorebus.score.program.ProgramUnavailableException;
import dev.scorebus.score.program.Reply;
import dev.scorebus.score.program.Requested;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A model version that is open: lends its programs, one user at a time each, and closes them when it was retired and its
/// last user has left.
public final class OpenModel {
    private static final int KEPT = Runtime.getRuntime().availableProcessors() * 2;

    private final ModelRef ref;
    private final @Nullable ModelVersion version;
    private final Supplier<Program> source;
    private final Deque<Program> idle = new ArrayDeque<>();
    private final AtomicInteger users = new AtomicInteger(1);
    private final Semaphore seats;

    /// @param most how many programs there are at most
    OpenModel(ModelVersion version, Supplier<Program> source, int most) {
        this.ref = new ModelRef(version.name(), version.version(), version.customer());
        this.version = version;
        this.source = source;
        this.seats = new Semaphore(most, most != Integer.MAX_VALUE);
    }

    /// A program that has no model but itself.
    ///
    /// @param ref what its scores name: the program and its version
    /// @param first the one that is open already
    /// @param source makes further ones when several are used at once
    /// @param most how many there are at most
    public OpenModel(ModelRef ref, Program first, Supplier<Program> source, int most) {
        this.ref = ref;
        this.version = null;
        this.source = source;
        this.seats = new Semaphore(most, true);
        idle.add(first);
    }

    /// What the scores name.
    ModelRef ref() {
        return ref;
    }

    /// Which version of a model this is.
    ///
    /// @throws IllegalStateException for a program that has no model but itself
    ModelVersion version() {
        if (version == null) {
            throw new IllegalStateException("Program %s has no model".formatted(ref.name()));
        }
        return version;
    }

    /// A lease on it; absent when it is closed already.
    public Optional<Lease> lease() {
        return enter() ? Optional.of(new Lease(this)) : Optional.empty();
    }

    /// Scores a batch; one bad message fails alone.
    ///
    /// @throws ProgramUnavailableException when the program cannot be called now, which is no message's fault
    public List<Reply> score(Batch batch) {
        return use(batch.deadline(), program -> BisectLoop.score(program, batch));
    }

    /// Answers a request.
    ///
    /// @param input one JSON value
    /// @throws ProgramUnavailableException when the program cannot be called now
    Requested request(String input, Deadline deadline) {
        return use(deadline, program -> program.request(input, deadline));
    }

    private <T> T use(Deadline deadline, Function<Program, T> work) {
        sit(deadline);
        try {
            Program program = take();
            try {
                return work.apply(program);
            } finally {
                give(program);
            }
        } finally {
            seats.release();
        }
    }

    private void sit(Deadline deadline) {
        try {
            if (!seats.tryAcquire(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProgramUnavailableException(
                        "all processes of %s are at work".formatted(ref.name()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramUnavailableException("interrupted");
        }
    }

    /// Registers a user, unless the version is closed already.
    boolean enter() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /// A user, or the one who opened it, leaves; the last one closes it.
    public void leave() {
        if (users.decrementAndGet() == 0) {
            for (Program program = poll(); program != null; program = poll()) {
                program.close();
            }
        }
    }

    /// How many programs wait for work.
    int idle() {
        synchronized (idle) {
            return idle.size();
        }
    }

    private Program take() {
        Program program = poll();
        return program == null ? source.get() : program;
    }

    private @Nullable Program poll() {
        synchronized (idle) {
            return idle.pollFirst();
        }
    }

    private void give(Program program) {
        boolean kept;
        synchronized (idle) {
            kept = idle.size() < KEPT;
            if (kept) {
                idle.addFirst(program);
            }
        }
        if (!kept) {
            program.close();
        }
    }
}
