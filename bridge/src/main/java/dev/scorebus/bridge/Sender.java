package dev.scorebus.bridge;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Sends frames to a program, in a thread of its own, so that nobody waits for a program that does not read. A small frame is written by
/// the thread that has it, when nothing else waits: that spares a single call a change of threads.
final class Sender {
    private static final int SMALL = 65_536;
    private static final byte[] NOTHING = {};

    private final BridgeConnection connection;
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean over;

    Sender(BridgeConnection connection) {
        this.connection = connection;
    }

    void start(String name) {
        Thread _ = Thread.ofVirtual().name("bridge-write-" + name).start(this::run);
    }

    /// Sends a frame; never waits.
    void add(byte[] frame) {
        waiting.add(frame);
    }

    /// Sends a frame, and may write it at once.
    ///
    /// @param onStuck ends the run, and so the writing, when it took longer than `most`
    void send(byte[] frame, Duration most, Runnable onStuck) {
        if (frame.length > SMALL || !waiting.isEmpty() || !writing.tryLock()) {
            waiting.add(frame);
            return;
        }
        CompletableFuture<Void> written = new CompletableFuture<>();
        CompletableFuture<Void> _ =
                written.orTimeout(most.toNanos(), TimeUnit.NANOSECONDS)
                        .exceptionally(
                                _ -> {
                                    Thread _ = Thread.ofVirtual().start(onStuck);
                                    return null;
                                });
        try {
            connection.write(frame);
        } catch (IOException _) {
            // The reader finds the connection ended, too.
        } finally {
            writing.unlock();
            written.complete(null);
        }
    }

    /// What waits is not sent any more.
    void end() {
        over = true;
        waiting.add(NOTHING);
    }

    private void run() {
        try {
            while (!over) {
                byte[] frame = waiting.take();
                writing.lock();
                try {
                    connection.write(frame);
                } finally {
                    writing.unlock();
                }
            }
        } catch (IOException _) {
            // The reader finds the connection ended, too.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
