package dev.scorebus.tracking;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The thread of a loop that works from start to stop, and may be started again.
public final class LoopThread {
    private volatile @Nullable Running running;

    /// Starts it.
    ///
    /// @param loop runs until the latch is open
    /// @param wake ends a wait of the loop when it is to stop
    public void start(String name, Consumer<CountDownLatch> loop, Consumer<Thread> wake) {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().name(name).start(() -> loop.accept(stopped));
        running = new Running(stopped, thread, wake);
    }

    /// Ends it, and waits for that at most as long as is said.
    public void stop(Duration patience) {
        Running ending = running;
        if (ending == null) {
            return;
        }
        running = null;
        ending.stopped.countDown();
        ending.wake.accept(ending.thread);
        try {
            ending.thread.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether it was started, and not stopped since.
    public boolean isRunning() {
        return running != null;
    }

    private record Running(CountDownLatch stopped, Thread thread, Consumer<Thread> wake) {}
}
