package dev.scorebus.bridge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program in a process of its own, which is started when it is needed, and anew after it ended. It is called by as many at once as
/// the program says that it takes; others wait.
///
/// Promised, whatever the program does:
/// 1. a call returns at the latest two seconds after its deadline;
/// 2. an outcome belongs to its call: a late answer is dropped, and a program that answers what it was not asked is ended;
/// 3. a failed call leaves nothing behind that the next one could meet;
/// 4. a call fails as [CallFault#CRASHED], [CallFault#PROTOCOL] or for a process that was killed only when it was in flight alone: after
///    the end of a process that had several, each is made again alone, or is [CallFault#UNAVAILABLE] when it has not the time;
/// 5. after `close` none of its processes is left, but one that gave up its group, its parent and its environment.
public final class BridgedProgram implements ProgramCalls {
    // A process that ended before it was called costs the call nothing, but not for ever.
    private static final int STARTS_PER_CALL = 2;
    private static final String CHANGED =
            "the program was started anew and takes no attachments any more";
    private static final String OTHERS = "other calls took the time that this one had";

    private final ProgramLaunch launch;
    private final Timing timing;
    private final Supervision supervision;
    private final Turns turns;
    private volatile @Nullable Hello hello;

    private BridgedProgram(
            ProgramLaunch launch, Transport transport, BridgeListener listener, Timing timing) {
        this.launch = launch;
        this.timing = timing;
        this.turns = new Turns(timing.alone());
        this.supervision = new Supervision(launch, transport, listener, timing, turns);
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
        long whole = call.deadline().toNanos();
        Time time = new Time(whole, System.nanoTime() + whole);
        try {
            return switch (call) {
                case Call.Messages messages ->
                        call(Batch.of(messages, isBinary(time.until())), time);
                case Call.Request request -> call(CallFrame.of(request), time);
            };
        } catch (ProgramStartException e) {
            return CallFault.UNAVAILABLE.failed(e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return CallFault.UNAVAILABLE.failed("the caller was interrupted");
        }
    }

    /// Whether the program understands attachments, as it said last.
    private boolean isBinary(long until) throws ProgramStartException, InterruptedException {
        Hello known = hello;
        return (known == null ? heard(supervision.running(until)) : known).binary();
    }

    private Hello heard(ProgramRun run) {
        Hello said = run.hello();
        hello = said;
        turns.allow(said.concurrency());
        return said;
    }

    /// How many nanoseconds a call has, and until when (by `System.nanoTime`).
    private record Time(long whole, long until) {}

    private CallOutcome call(Batch batch, Time time) throws InterruptedException {
        List<Entry> answered = new ArrayList<>();
        for (CallFrame each : batch.frames()) {
            switch (call(each, time)) {
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

    private CallOutcome call(CallFrame frame, Time time) throws InterruptedException {
        String before = "";
        long lost = 0;
        int starts = 0;
        while (starts < STARTS_PER_CALL) {
            long since = System.nanoTime();
            long waited = turns.take(time.until());
            if (waited < 0) {
                return CallFault.UNAVAILABLE.failed(before + OTHERS);
            }
            try {
                lost += waited;
                // With so little time left it might be late only for what others did.
                if (lost > time.whole() / 2) {
                    return CallFault.UNAVAILABLE.failed(before + OTHERS);
                }
                switch (run(frame, time.until())) {
                    case Ran.Done(CallOutcome outcome) -> {
                        return outcome;
                    }
                    case Ran.NotBegun _ -> starts++;
                    case Ran.AmongOthers(CallOutcome.Failed ending) -> {
                        lost += System.nanoTime() - since - waited;
                        before =
                                "the program ended with several calls in flight, and it is not known which one did it (%s); "
                                        .formatted(ending.detail());
                    }
                }
            } catch (ProgramStartException e) {
                return CallFault.UNAVAILABLE.failed(e.getMessage());
            } finally {
                turns.give();
            }
        }
        return CallFault.CRASHED.failed("the program ended as soon as it had started, twice");
    }

    private Ran run(CallFrame frame, long until)
            throws ProgramStartException, InterruptedException {
        ProgramRun run = supervision.running(until);
        boolean binary = heard(run).binary();
        return frame.binary() && !binary
                ? new Ran.Done(CallFault.UNAVAILABLE.failed(CHANGED))
                : run.call(frame, until);
    }

    @Override
    public Hello ready() throws ProgramStartException {
        Duration most = launch.startDeadline().plus(timing.longestRest()).plus(timing.grace());
        try {
            return heard(supervision.running(System.nanoTime() + most.toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramStartException("the caller was interrupted", e);
        }
    }

    /// Waits for the calls that are in flight, asks the program to end, and ends what is left of it after five seconds.
    @Override
    public void close() {
        supervision.stopStarting();
        turns.close();
        @Nullable ProgramRun run = supervision.current();
        if (run != null) {
            try {
                run.drain();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
