package dev.scorebus.score.model;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.Score.ModelRef;
import dev.scorebus.score.program.Batch;
import dev.scorebus.score.program.Deadline;
import dev.scorebus.score.program.Reply;
import dev.scorebus.score.program.Requested;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// The right to use a model version; it stays open until the lease is closed, whatever is promoted meanwhile.
public final class Lease implements AutoCloseable {
    private final OpenModel model;
    private final AtomicBoolean closed = new AtomicBoolean();

    Lease(OpenModel model) {
        this.model = model;
    }

    /// What the scores name: the model and its version, or a program that has none and its version.
    public ModelRef ref() {
        return model.ref();
    }

    /// Which version of a model this is.
    ///
    /// @throws IllegalStateException for a program that has no model but itself
    public ModelVersion version() {
        return model.version();
    }

    /// Scores a batch; one reply per message.
    public List<Reply> score(Batch batch) {
        return model.score(batch);
    }

    /// Answers a request.
    ///
    /// @param input one JSON value
    /// @throws dev.scorebus.score.program.ProgramUnavailableException when the program cannot be called now
    public Requested request(String input, Deadline deadline) {
        return model.request(input, deadline);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            model.leave();
        }
    }
}
