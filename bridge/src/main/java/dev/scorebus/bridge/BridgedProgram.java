package dev.scorebus.bridge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A program in a process of its own, which is started when it is needed, and anew after it ended. It is for one caller at a time;
/// others wait.
///
/// Promised, whatever the program does:
/// 1. a call returns at the latest two seconds after its deadline;
/// 2. an outcome belongs to its call: a late answer is dropped, and a program that answers what it was not asked is ended;
/// 3. a failed call leaves nothing behind that the next one could meet;
/// 4. after `close` none of its processes is left, but one that gave up its group, its parent and its environment.
public final class BridgedProgram implements ProgramCalls {
    // A process that ended before it was called costs the call nothing, but not for ever.
    private static final int STARTS_PER_CALL = 2;

    private final ProgramLaunch launch;
    private final Timing timing;
    private final Supervision supervision;
    private final ReentrantLock oneCaller = new ReentrantLock();

    private BridgedProgram(
            ProgramLaunch launch, Transport transport, BridgeListener listener, Timing timing) {
        this.launch = launch;
        this.timing = timing;
        this.supervision = new Supervision(launch, transport, listener, timing);
    }

    /// A program behind a Unix socket; nothing is started yet.
    public static BridgedProgram of(ProgramLaunch launch, BridgeListener listener) {
        return of(launch, listener, Transport.UNIX_SOCKET);
    }

    /// A program; nothing is started yet.
    public static BridgedProgram of(
            ProgramLaunch launch, BridgeListener listener, Transport transport) {
        return of(launch, listener, transport, Timing.DEFAULT);
    }

    static BridgedProgram of(
            ProgramLaunch launch, BridgeListener listener, Transport transport, Timing timing) {
        return new BridgedProgram(launch, transport, listener, timing);
    }

    @Override
    public CallOutcome call(Call call) {
        long until = System.nanoTime() + call.deadline().toNanos();
        try {
            if (!oneCaller.tryLock(call.deadline().toNanos(), TimeUnit.NANOSECONDS)) {
                return CallFault.UNAVAILABLE.failed("another call was running all the time");
            }
            try {
                return switch (call) {
                    case Call.Messages messages -> call(Batch.of(messages), until);
                    case Call.Request request -> call(CallFrame.of(request), until);
                };
            } finally {
                oneCaller.unlock();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return CallFault.UNAVAILABLE.failed("the caller was interrupted");
        }
    }

    private CallOutcome call(Batch batch, long until) throws InterruptedException {
        List<Entry> answered = new ArrayList<>();
        for (CallFrame each : batch.frames()) {
            switch (call(each, until)) {
                case CallOutcome.Answered(List<Entry> entries) -> answered.addAll(entries);
                case CallOutcome.Failed failed -> {
                    return failed;
                }
                case CallOutcome.Result _ ->
                        throw new IllegalStateException("a result where entries were asked for");
            }
        }
        return batch.answered(answered);
    }

    private CallOutcome call(CallFrame frame, long until) throws InterruptedException {
        try {
            for (int start = 0; start < STARTS_PER_CALL; start++) {
                @Nullable CallOutcome outcome = supervision.running(until).call(frame, until);
                if (outcome != null) {
                    return outcome;
                }
            }
            return CallFault.CRASHED.failed("the program ended as soon as it had started, twice");
        } catch (ProgramStartException e) {
            return CallFault.UNAVAILABLE.failed(e.getMessage());
        }
    }

    @Override
    public Hello ready() throws ProgramStartException {
        Duration most = launch.startDeadline().plus(timing.longestRest()).plus(timing.grace());
        try {
            return supervision.running(System.nanoTime() + most.toNanos()).hello();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramStartException("the caller was interrupted", e);
        }
    }

    /// Waits for the call that is in flight, asks the program to end, and ends what is left of it after five seconds.
    @Override
    public void close() {
        supervision.stopStarting();
        oneCaller.lock();
        try {
            @Nullable ProgramRun run = supervision.current();
            if (run != null) {
                run.drain();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            oneCaller.unlock();
        }
    }
}
