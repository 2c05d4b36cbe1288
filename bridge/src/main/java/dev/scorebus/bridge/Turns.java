package dev.scorebus.bridge;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How many calls a program gets at once: as many as it says that it takes. When it ended with several in flight, it is not known
/// which of them did it: for a while each is made alone then, so that the one to blame is found.
final class Turns {
    // What a program may say is not what threads and memory are there for.
    private static final int MOST = 1_000;

    private final Duration alone;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private int taken;
    private int most = 1;
    private boolean doubted;
    private long doubtedUntil;
    private boolean closed;

    /// @param alone how long calls are made alone
    Turns(Duration alone) {
        this.alone = alone;
    }

    /// Waits for a turn, until `until` (by `System.nanoTime`) at most. Whoever has one gives it back.
    ///
    /// @return how many nanoseconds others held it up; -1 when there was none in time
    long take(long until) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long since = closed || taken < most() ? 0 : System.nanoTime();
            while (!closed && taken >= most()) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return -1;
                }
                long _ = changed.awaitNanos(left);
            }
            taken++;
            return since == 0 ? 0 : System.nanoTime() - since;
        } finally {
            lock.unlock();
        }
    }

    void give() {
        lock.lock();
        try {
            taken--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What the program says that it takes.
    void allow(int concurrency) {
        lock.lock();
        try {
            int allowed = Math.min(concurrency, MOST);
            if (most != allowed) {
                most = allowed;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The program ended, which nobody asked for.
    ///
    /// @param inFlight how many calls it had not answered
    void ended(int inFlight) {
        lock.lock();
        try {
            if (inFlight > 1 || isDoubted()) {
                doubted = true;
                doubtedUntil = System.nanoTime() + alone.toNanos();
            }
        } finally {
            lock.unlock();
        }
    }

    private int most() {
        return isDoubted() ? 1 : most;
    }

    private boolean isDoubted() {
        doubted = doubted && doubtedUntil - System.nanoTime() > 0;
        return doubted;
    }

    /// Waits until nobody has a turn. Nobody waits for one from here on.
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            while (taken > 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
