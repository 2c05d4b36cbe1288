package dev.scorebus.local;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every second whether a server has the room that it needs.
final class RoomLoop implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(RoomLoop.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final Part part;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    RoomLoop(Part part) {
        this.part = part;
        this.thread = Thread.ofPlatform().daemon().name("room").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            part.look();
        } catch (RuntimeException e) {
            LOGGER.atError()
                    .setCause(e)
                    .log(
                            "a server could not be stopped or started for the room on its disk; it is tried again in a second");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
