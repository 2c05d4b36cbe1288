package dev.scorebus.cli.bridge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets work that is stopped with Ctrl-C end what it has started: a program in a process group of its own does not see the key.
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "interruption");

    private Interruption() {}

    /// From now on, until it is closed, the end of this JVM interrupts the calling thread and waits for it to close this.
    static Interruption begin() {
        Interruption begun = new Interruption();
        Runtime.getRuntime().addShutdownHook(begun.hook);
        return begun;
    }

    private void interrupt() {
        worker.interrupt();
        try {
            boolean _ = over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is ending already; the hook has seen that this is over.
        }
    }
}
