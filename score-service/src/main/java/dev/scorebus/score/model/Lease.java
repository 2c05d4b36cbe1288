package dev.scorebus.score.model;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.program.Batch;
import dev.scorebus.score.program.Reply;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// The right to use a model version; it stays open until the lease is closed, whatever is promoted meanwhile.
public final class Lease implements AutoCloseable {
    private final OpenModel model;
    private final AtomicBoolean closed = new AtomicBoolean();

    Lease(OpenModel model) {
        this.model = model;
    }

    /// Which version this is.
    public ModelVersion version() {
        return model.version();
    }

    /// Scores a batch; one reply per message.
    public List<Reply> score(Batch batch) {
        return model.score(batch);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            model.leave();
        }
    }
}
