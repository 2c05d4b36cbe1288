package dev.scorebus.local;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that can be stopped and started again; both do nothing if it is so already. One that ends by itself is started
/// again.
final class Part {
    private static final Logger LOGGER = LoggerFactory.getLogger(Part.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final String name;
    private final Supplier<? extends Server> starter;
    private @Nullable Server running;

    Part(String name, Supplier<? extends Server> starter) {
        this.name = name;
        this.starter = starter;
    }

    synchronized void start() {
        if (running == null) {
            running = watched(starter.get());
        }
    }

    synchronized void stop() {
        if (running != null) {
            Server ending = running;
            running = null;
            ending.close();
        }
    }

    private Server watched(Server server) {
        CompletableFuture<Void> _ =
                server.ended().thenRun(() -> revive(server, ForkJoinPool.commonPool()));
        return server;
    }

    private void revive(Server dead, Executor executor) {
        CompletableFuture<Void> _ =
                CompletableFuture.runAsync(() -> startInsteadOf(dead), executor)
                        .exceptionally(failure -> reviveLater(dead, failure));
    }

    private synchronized void startInsteadOf(Server dead) {
        if (dead.equals(running)) {
            LOGGER.atWarn().addKeyValue("server", name).log("server died; it is started again");
            running = watched(starter.get());
            LOGGER.atInfo().addKeyValue("server", name).log("server that had died runs again");
        }
    }

    private @Nullable Void reviveLater(Server dead, Throwable failure) {
        LOGGER.atError()
                .setCause(failure)
                .addKeyValue("server", name)
                .log("server died and could not be started; it is tried again in a few seconds");
        revive(dead, CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        return null;
    }

    /// What runs until it is closed.
    interface Server extends AutoCloseable {
        /// Done when it has ended, closed or not; never for one that cannot end alone.
        default CompletableFuture<?> ended() {
            return new CompletableFuture<>();
        }

        @Override
        void close();
    }
}
