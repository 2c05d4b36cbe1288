package dev.scorebus.gateway.edge;

import java.util.concurrent.atomic.AtomicLong;

/// The bytes that all bodies together may hold in memory.
final class BodyMemory {
    private final long limit;
    private final AtomicLong held = new AtomicLong();

    BodyMemory(long limit) {
        this.limit = limit;
    }

    /// Takes so many bytes, if there is room for them.
    boolean take(int bytes) {
        boolean fits = held.addAndGet(bytes) <= limit;
        if (!fits) {
            giveBack(bytes);
        }
        return fits;
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }
}
