package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.BridgeJson;
import dev.scorebus.bridge.frame.Frames;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A program that was welcomed, until its process ends. The first thing that goes wrong ends it; what was in flight then fails as
/// that says.
final class ProgramRun {
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int LOOKS = 10;
    private static final String LATE = "no answer within the deadline";

    private final ProgramProcess process;
    private final BridgeConnection connection;
    private final Timing timing;
    private final Asides asides;
    private final Turns turns;
    private final Consumer<CallOutcome.Failed> onEnd;
    private final Sender sender;
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch cleared = new CountDownLatch(1);
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    // Guarded by this.
    private long lastId;
    private final Map<Long, PendingCall> inFlight = new HashMap<>();
    private CallOutcome.@Nullable Failed ending;
    private boolean pinged;
    private boolean draining;
    private long pings;
    // Since the last answer, or since the ping that is not answered yet.
    private long silentSince = System.nanoTime();

    ProgramRun(
            ProgramProcess process,
            BridgeConnection connection,
            Timing timing,
            Asides asides,
            Turns turns,
            Consumer<CallOutcome.Failed> onEnd) {
        this.process = process;
        this.connection = connection;
        this.sender = new Sender(connection);
        this.timing = timing;
        this.asides = asides;
        this.turns = turns;
        this.onEnd = onEnd;
    }

    void start(String name) {
        new ReadingLoop(connection.frames(), this, asides).start(name);
        sender.start(name);
        Thread _ = Thread.ofVirtual().name("bridge-ping-" + name).start(this::watch);
        Thread _ = Thread.ofVirtual().name("bridge-exit-" + name).start(this::awaitExit);
    }

    Hello hello() {
        return connection.hello();
    }

    /// Why the run is over; null while it is not.
    synchronized CallOutcome.@Nullable Failed ending() {
        return ending;
    }

    /// Calls, and waits until `until` (by `System.nanoTime`) and the grace. Several may do so at once.
    Ran call(CallFrame frame, long until) throws InterruptedException {
        @Nullable PendingCall pending = begin(frame, until);
        if (pending == null) {
            return new Ran.NotBegun();
        }
        long left = Math.max(until - System.nanoTime(), 0);
        sender.send(
                frame.bytes(pending.id(), millis(left)),
                timing.grace().plusNanos(left),
                () -> end(CallFault.DEADLINE, "the program did not read the call; it was killed"));
        left = Math.max(until - System.nanoTime(), 0);
        try {
            return pending.answer().get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return cancelled(pending, until + timing.grace().toNanos());
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer is never exceptional", e);
        } catch (InterruptedException e) {
            abandon(pending);
            throw e;
        }
    }

    private synchronized @Nullable PendingCall begin(CallFrame frame, long until) {
        if (ending != null) {
            return null;
        }
        lastId++;
        PendingCall begun =
                new PendingCall(lastId, frame.entries(), until, new CompletableFuture<>());
        inFlight.put(lastId, begun);
        return begun;
    }

    private Ran cancelled(PendingCall pending, long until) throws InterruptedException {
        sender.add(Frames.of(frame("cancel").put("id", pending.id())));
        String detail = LATE;
        try {
            long left = Math.max(until - System.nanoTime(), 0);
            Ran _ = pending.answer().get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            detail += ", nor to the cancel; the program was killed";
            end(CallFault.DEADLINE, detail);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer is never exceptional", e);
        }
        // Answered, or ended with the run: there is no third case.
        Ran ran = pending.answer().join();
        return ran instanceof Ran.AmongOthers
                ? ran
                : new Ran.Done(CallFault.DEADLINE.failed(detail));
    }

    /// Rounded up: what the program finds late, the runner does, too.
    private static long millis(long nanos) {
        return Math.max(TimeUnit.NANOSECONDS.toMillis(nanos + 999_999), 1);
    }

    /// Nobody waits for a call any more; others do not suffer for that.
    private void abandon(PendingCall pending) {
        boolean isAlone;
        synchronized (this) {
            isAlone = inFlight.size() == 1;
        }
        if (isAlone) {
            end(CallFault.CRASHED, "the call was interrupted, and the program ended with it");
            return;
        }
        long until = System.nanoTime() + timing.grace().toNanos();
        Thread _ =
                Thread.ofVirtual()
                        .name("bridge-abandoned")
                        .start(
                                () -> {
                                    try {
                                        Ran _ = cancelled(pending, until);
                                    } catch (InterruptedException _) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
    }

    void reply(ObjectNode frame) throws BrokenPromiseException {
        PendingCall pending = answered(frame);
        finish(pending, Answers.reply(frame, pending.entries()));
    }

    void failed(ObjectNode frame) throws BrokenPromiseException {
        PendingCall pending = answered(frame);
        finish(pending, Answers.failed(frame));
    }

    private synchronized PendingCall answered(ObjectNode frame) throws BrokenPromiseException {
        JsonNode id = frame.path("id");
        @Nullable PendingCall pending =
                id.isIntegralNumber() && id.canConvertToLong()
                        ? inFlight.get(id.longValue())
                        : null;
        if (pending == null) {
            throw new BrokenPromiseException(
                    "an answer to call %s, which is not in flight"
                            .formatted(Texts.cut(id.toString(), 20)));
        }
        return pending;
    }

    private void finish(PendingCall pending, CallOutcome outcome) {
        synchronized (this) {
            inFlight.remove(pending.id());
            silentSince = System.nanoTime();
        }
        // The program may have undone what it did for a call that it found to be late.
        boolean isLate = System.nanoTime() - pending.until() > 0;
        pending.answer().complete(new Ran.Done(isLate ? CallFault.DEADLINE.failed(LATE) : outcome));
    }

    synchronized void pong() {
        pinged = false;
        silentSince = System.nanoTime();
    }

    void drained() {
        drained.complete(null);
    }

    /// The connection is gone; how the process ended says more.
    void closedByProgram() {
        drained.complete(null);
        synchronized (this) {
            if (draining) {
                return;
            }
        }
        crashed();
    }

    private void awaitExit() {
        try {
            while (process.awaitExit(Duration.ofHours(1)).isEmpty() && over.getCount() > 0) {
                // An hour passed.
            }
            // What it said before its end is read first; who fled with the connection does not end
            // it.
            if (!over.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                closedByProgram();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void crashed() {
        try {
            end(CallFault.CRASHED, "the program ended: " + process.ending(LAST_WORDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            end(CallFault.CRASHED, "the program ended");
        }
    }

    /// Ends the run: kills what is left of it, and fails the calls in flight. Only the first reason counts.
    void end(CallFault fault, String detail) {
        List<PendingCall> pending;
        CallOutcome.Failed failed = fault.failed(detail);
        synchronized (this) {
            if (ending != null) {
                return;
            }
            ending = failed;
            pending = List.copyOf(inFlight.values());
            inFlight.clear();
            turns.ended(pending.size());
        }
        over.countDown();
        sender.end();
        connection.close();
        process.close();
        cleared.countDown();
        Ran ran = pending.size() > 1 ? new Ran.AmongOthers(failed) : new Ran.Done(failed);
        pending.forEach(each -> each.answer().complete(ran));
        Thread _ = Thread.ofVirtual().start(() -> onEnd.accept(failed));
    }

    /// Asks an idle program now and then whether it is there.
    private void watch() {
        try {
            long pause = timing.pongWithin().toNanos() / LOOKS;
            while (!over.await(pause, TimeUnit.NANOSECONDS)) {
                if (isSilent()) {
                    end(
                            CallFault.CRASHED,
                            "the program did not answer a ping within " + timing.pongWithin());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isSilent() {
        boolean judged = !draining && (inFlight.isEmpty() || connection.hello().heartbeat());
        if (!judged) {
            return false;
        }
        long silence = System.nanoTime() - silentSince;
        if (pinged) {
            return silence > timing.pongWithin().toNanos();
        }
        if (silence > timing.pingEvery().toNanos()) {
            pinged = true;
            pings++;
            silentSince = System.nanoTime();
            sender.add(Frames.of(frame("ping").put("n", pings)));
        }
        return false;
    }

    /// Asks the program to end, waits for it, and ends what is left.
    void drain() throws InterruptedException {
        boolean alive;
        synchronized (this) {
            alive = ending == null;
            draining = alive;
        }
        try {
            if (alive) {
                sender.add(Frames.of(frame("drain")));
                awaitDrained(System.nanoTime() + timing.drain().toNanos());
            }
        } finally {
            end(CallFault.UNAVAILABLE, "the program was closed");
        }
        // Another thread may have ended the run for another reason, and still be at it.
        cleared.await();
    }

    private void awaitDrained(long until) throws InterruptedException {
        try {
            drained.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            process.awaitExit(Duration.ofNanos(Math.max(until - System.nanoTime(), 0)));
        } catch (TimeoutException | ExecutionException _) {
            // Its time is over: it is ended now.
        }
    }

    private static ObjectNode frame(String type) {
        return BridgeJson.MAPPER.createObjectNode().put("type", type);
    }
}
