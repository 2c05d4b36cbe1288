package dev.scorebus.local;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that can be stopped and started again; both do nothing if it is so already. One that ends by itself is started
/// again. One whose disk is nearly full is stopped, and started again when there is room.
final class Part {
    private static final Logger LOGGER = LoggerFactory.getLogger(Part.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final String name;
    private final Supplier<? extends Server> starter;
    private final Room room;
    private @Nullable Server running;
    private boolean starved;

    Part(Room room, Supplier<? extends Server> starter) {
        this.name = room.server();
        this.starter = starter;
        this.room = room;
    }

    /// @throws PlatformStartException also when the disk has no room for it
    synchronized void start() {
        if (running == null) {
            Optional<String> shortage = room.shortage();
            if (shortage.isPresent()) {
                throw new PlatformStartException(
                        "%s cannot start: %s.".formatted(name, shortage.get()),
                        "Make room there, or name a folder on another disk with --home or SCOREBUS_HOME.");
            }
            running = watched(starter.get());
            starved = false;
        }
    }

    synchronized void stop() {
        starved = false;
        stopRunning();
    }

    private void stopRunning() {
        if (running != null) {
            Server ending = running;
            running = null;
            ending.close();
        }
    }

    /// Stops the server when there is too little room, or starts it when there is enough again.
    synchronized void look() {
        if (running != null) {
            room.shortage()
                    .ifPresent(
                            shortage -> {
                                starve(shortage);
                                stopRunning();
                            });
        } else if (starved && room.isWide()) {
            running = watched(starter.get());
            starved = false;
            LOGGER.atInfo()
                    .addKeyValue("server", name)
                    .log("there is room on the disk; the server runs again");
        }
    }

    private void starve(String shortage) {
        starved = true;
        LOGGER.atError()
                .addKeyValue("server", name)
                .addKeyValue("error", shortage)
                .log(
                        "no room on the disk; the server is stopped, and started again by itself when there is room");
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
            dead.close();
            if (!room.isWide()) {
                running = null;
                starve(room.shortage().orElse("there is hardly more room than it needs"));
                return;
            }
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
