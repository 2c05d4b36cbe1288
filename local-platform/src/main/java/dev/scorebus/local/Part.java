package dev.scorebus.local;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A server that can be stopped and started again; both do nothing if it is so already.
final class Part {
    private final Supplier<? extends Server> starter;
    private @Nullable Server running;

    Part(Supplier<? extends Server> starter) {
        this.starter = starter;
    }

    synchronized void start() {
        if (running == null) {
            running = starter.get();
        }
    }

    synchronized void stop() {
        if (running != null) {
            Server ending = running;
            running = null;
            ending.close();
        }
    }

    /// What runs until it is closed.
    interface Server extends AutoCloseable {
        @Override
        void close();
    }
}
