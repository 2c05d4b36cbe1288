package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.BridgeJson;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Has the program running: starts it when it is wanted and not there, with a rest between starts that fail. A start goes on when
/// the call that caused it no longer waits, so that a program that takes long to start does so once.
final class Supervision {
    private static final int MOST_DOUBLINGS = 20;

    private final ProgramLaunch launch;
    private final Transport transport;
    private final BridgeListener listener;
    private final Timing timing;
    private final Turns turns;
    private final MetricRules metrics = new MetricRules();
    private final CountDownLatch closing = new CountDownLatch(1);

    // Guarded by this.
    private @Nullable ProgramRun run;
    private @Nullable CompletableFuture<ProgramRun> starting;
    private @Nullable ProgramProcess process;
    private int failures;
    private String lastFailure = "";
    private long restUntil;

    Supervision(
            ProgramLaunch launch,
            Transport transport,
            BridgeListener listener,
            Timing timing,
            Turns turns) {
        this.launch = launch;
        this.transport = transport;
        this.listener = listener;
        this.timing = timing;
        this.turns = turns;
    }

    /// The program, running. Waits until `until` (by `System.nanoTime`) at most.
    ///
    /// @throws ProgramStartException if it does not run by then, or its start failed
    ProgramRun running(long until) throws ProgramStartException, InterruptedException {
        CompletableFuture<ProgramRun> wanted = wanted(until);
        try {
            return wanted.get(Math.max(until - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new ProgramStartException(launch.name() + " is still starting");
        } catch (ExecutionException e) {
            throw ProgramStartException.of(e);
        }
    }

    private CompletableFuture<ProgramRun> wanted(long until)
            throws ProgramStartException, InterruptedException {
        long rest = rest();
        if (rest > 0) {
            if (System.nanoTime() + rest - until > 0) {
                throw new ProgramStartException(
                        "%s is tried again in %d ms; the last of %d starts failed: %s"
                                .formatted(
                                        launch.name(),
                                        TimeUnit.NANOSECONDS.toMillis(rest),
                                        failures(),
                                        lastFailure()));
            }
            boolean _ = closing.await(rest, TimeUnit.NANOSECONDS);
        }
        synchronized (this) {
            if (closing.getCount() == 0) {
                throw new ProgramStartException(launch.name() + " was closed");
            }
            if (run != null && run.ending() == null) {
                return CompletableFuture.completedFuture(run);
            }
            if (starting == null) {
                run = null;
                starting = new CompletableFuture<>();
                CompletableFuture<ProgramRun> promise = starting;
                Thread _ =
                        Thread.ofVirtual()
                                .name("bridge-start-" + launch.name())
                                .start(() -> start(promise));
            }
            return starting;
        }
    }

    private synchronized long rest() {
        boolean there = starting != null || (run != null && run.ending() == null);
        return there || failures == 0 ? 0 : restUntil - System.nanoTime();
    }

    private synchronized int failures() {
        return failures;
    }

    private synchronized String lastFailure() {
        return lastFailure;
    }

    private void start(CompletableFuture<ProgramRun> promise) {
        try {
            ProgramRun started = started();
            synchronized (this) {
                run = started;
                starting = null;
                failures = 0;
            }
            promise.complete(started);
        } catch (ProgramStartException e) {
            failed(promise, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(promise, new ProgramStartException("the start was interrupted", e));
        } finally {
            if (!promise.isDone()) {
                failed(promise, new ProgramStartException("the start broke off; see the log"));
            }
        }
    }

    private ProgramRun started() throws ProgramStartException, InterruptedException {
        ProgramProcess begun = ProgramProcess.start(launch, transport, listener);
        boolean kept = false;
        try {
            synchronized (this) {
                process = begun;
                if (closing.getCount() == 0) {
                    throw new ProgramStartException(launch.name() + " was closed");
                }
            }
            ProgramRun started =
                    new ProgramRun(
                            begun,
                            begun.connect(),
                            timing,
                            new Asides(listener, metrics, System.nanoTime()),
                            turns,
                            this::ended);
            started.start(launch.name());
            kept = true;
            return started;
        } finally {
            if (!kept) {
                begun.close();
            }
        }
    }

    private void failed(CompletableFuture<ProgramRun> promise, ProgramStartException failure) {
        synchronized (this) {
            starting = null;
            lastFailure = failure.getMessage();
            restUntil = System.nanoTime() + nextRest(failures).toNanos();
            failures++;
        }
        promise.completeExceptionally(failure);
    }

    private Duration nextRest(int before) {
        Duration doubled = timing.firstRest().multipliedBy(1L << Math.min(before, MOST_DOUBLINGS));
        return doubled.compareTo(timing.longestRest()) < 0 ? doubled : timing.longestRest();
    }

    private void ended(CallOutcome.Failed ending) {
        if (closing.getCount() > 0) {
            listener.log(
                    "warn",
                    "the program has ended; the next call starts it anew",
                    BridgeJson.MAPPER.writeValueAsString(
                            Map.of("fault", ending.fault().name(), "error", ending.detail())));
        }
    }

    /// No start from here on; one that is under way is ended.
    void stopStarting() {
        closing.countDown();
        synchronized (this) {
            if (starting != null && process != null) {
                process.kill();
            }
        }
    }

    synchronized @Nullable ProgramRun current() {
        return run;
    }
}
