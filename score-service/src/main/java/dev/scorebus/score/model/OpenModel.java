package dev.scorebus.score.model;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.program.Batch;
import dev.scorebus.score.program.BisectLoop;
import dev.scorebus.score.program.Program;
import dev.scorebus.score.program.Reply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A model version that is open: lends its programs, one user at a time each, and closes them when it was retired and its
/// last user has left.
public final class OpenModel {
    private static final int KEPT = Runtime.getRuntime().availableProcessors() * 2;

    private final ModelVersion version;
    private final Supplier<Program> source;
    private final Deque<Program> idle = new ArrayDeque<>();
    private final AtomicInteger users = new AtomicInteger(1);

    OpenModel(ModelVersion version, Supplier<Program> source) {
        this.version = version;
        this.source = source;
    }

    /// Which version this is.
    public ModelVersion version() {
        return version;
    }

    /// Scores a batch; one bad message fails alone.
    public List<Reply> score(Batch batch) {
        Program program = take();
        List<Reply> replies = BisectLoop.score(program, batch);
        give(program);
        return replies;
    }

    /// Registers a user, unless the version is closed already.
    boolean enter() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /// A user, or the one who opened it, leaves; the last one closes it.
    void leave() {
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
