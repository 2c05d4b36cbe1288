package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.FrameReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One process of a program of JSON lines. The first thing that goes wrong ends it, with everything that it started.
final class LineRun {
    private static final int CHUNK = 65_536;
    private static final long LAST_WORDS_MILLIS = 500;
    private static final Duration EXIT = Duration.ofSeconds(1);

    private final ProgramLaunch launch;
    private final RunFolder folder;
    private final Process process;
    private final RunProcesses processes;
    private final OutputLoop errors;
    private final CountDownLatch cleared = new CountDownLatch(1);

    // Guarded by this.
    private CallOutcome.@Nullable Failed ending;
    private @Nullable Asked asked;
    private boolean answeredOnce;

    /// What the program was asked and has answered so far.
    private static final class Asked {
        private final int expected;
        private final List<byte[]> lines = new ArrayList<>();
        private final CompletableFuture<Told> told = new CompletableFuture<>();
        private long bytes;

        Asked(int expected) {
            this.expected = expected;
        }
    }

    /// What came of asking.
    sealed interface Told {
        /// As many lines as were asked for.
        record Lines(List<byte[]> lines) implements Told {}

        /// The run is over.
        record Failed(CallOutcome.Failed failed) implements Told {}
    }

    private LineRun(
            ProgramLaunch launch, RunFolder folder, Process process, BridgeListener listener) {
        this.launch = launch;
        this.folder = folder;
        this.process = process;
        this.processes = new RunProcesses(process, folder.tokenFile());
        this.errors = new OutputLoop(process.getErrorStream(), listener);
    }

    /// @throws ProgramStartException if there is no such program, or the system does not start it
    static LineRun start(ProgramLaunch launch, BridgeListener listener)
            throws ProgramStartException {
        try {
            RunFolder folder = RunFolder.make();
            boolean kept = false;
            try {
                folder.forgetToken();
                ProcessBuilder builder =
                        new ProcessBuilder(LaunchCommand.of(launch))
                                .directory(folder.work().toFile());
                Map<String, String> environment = builder.environment();
                environment.clear();
                environment.putAll(LaunchCommand.environment(launch, folder));
                LineRun run = new LineRun(launch, folder, StartingThread.start(builder), listener);
                kept = true;
                run.begin();
                return run;
            } finally {
                if (!kept) {
                    folder.delete();
                }
            }
        } catch (IOException e) {
            throw new ProgramStartException(
                    "%s could not be started: %s".formatted(launch.name(), e.getMessage()), e);
        }
    }

    private void begin() {
        errors.start(launch.name());
        // Threads of the system's: a pipe would hold one of the few carriers of virtual threads.
        Thread.ofPlatform().daemon().name("lines-" + launch.name()).start(this::read);
        Thread _ = Thread.ofVirtual().name("end-" + launch.name()).start(this::endWithLeader);
    }

    /// What it started must not outlive it.
    private void endWithLeader() {
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        processes.kill();
    }

    /// Writes lines, and waits for as many until `until` (by `System.nanoTime`).
    Told ask(byte[] lines, int expected, long until) throws InterruptedException {
        Asked mine = new Asked(expected);
        synchronized (this) {
            if (ending != null) {
                return new Told.Failed(ending);
            }
            asked = mine;
        }
        Thread.ofPlatform().daemon().name("lines-out-" + launch.name()).start(() -> write(lines));
        try {
            return mine.told.get(Math.max(until - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            CallOutcome.Failed late =
                    CallFault.DEADLINE.failed(
                            "%d of %d lines within the deadline; the program was killed"
                                    .formatted(answered(mine), expected));
            end(late);
            return new Told.Failed(late);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer is never exceptional", e);
        } catch (InterruptedException e) {
            end(
                    CallFault.CRASHED.failed(
                            "the call was interrupted, and the program ended with it"));
            throw e;
        }
    }

    private synchronized int answered(Asked mine) {
        return mine.lines.size();
    }

    private void write(byte[] lines) {
        OutputStream out = process.getOutputStream();
        try {
            out.write(lines);
            out.flush();
        } catch (IOException _) {
            // Who reads finds the program ended, or waits until the deadline.
        }
    }

    private void read() {
        byte[] chunk = new byte[CHUNK];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = process.getInputStream()) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (!isOver()) {
                    split(chunk, read, line);
                }
            }
        } catch (IOException _) {
            // The pipe was closed with the process.
        }
        try {
            crashed();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void split(byte[] chunk, int length, ByteArrayOutputStream line) {
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (chunk[i] == '\n') {
                line.write(chunk, start, i - start);
                take(line.toByteArray());
                line.reset();
                start = i + 1;
            }
        }
        line.write(chunk, start, length - start);
        if (line.size() > FrameReader.LARGEST) {
            end(CallFault.PROTOCOL.failed("a line of more than 64 MiB"));
            line.reset();
        }
        complete();
    }

    private void take(byte[] line) {
        CallOutcome.Failed failed;
        synchronized (this) {
            Asked now = asked;
            if (now == null || now.lines.size() == now.expected) {
                failed = CallFault.PROTOCOL.failed("a line more than the program was asked for");
            } else {
                now.lines.add(line);
                now.bytes += line.length;
                if (now.bytes <= FrameReader.LARGEST) {
                    return;
                }
                failed = CallFault.PROTOCOL.failed("the answer to a call has more than 64 MiB");
            }
        }
        end(failed);
    }

    /// What was read at once is looked at as a whole: a line too many shows that none of them can be trusted.
    private void complete() {
        Asked done;
        synchronized (this) {
            done = asked;
            if (done == null || done.lines.size() < done.expected) {
                return;
            }
            asked = null;
            answeredOnce = true;
        }
        done.told.complete(new Told.Lines(done.lines));
    }

    private void crashed() throws InterruptedException {
        end(CallFault.CRASHED.failed("the program ended: " + lastWords()));
    }

    private String lastWords() throws InterruptedException {
        String status =
                process.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS)
                        ? "exit status " + process.exitValue()
                        : "it closed its standard output and lives on";
        String last = errors.last(process.isAlive() ? 0 : LAST_WORDS_MILLIS);
        return status + (last.isEmpty() ? "; it wrote no error" : "; its last errors:\n" + last);
    }

    /// Waits whether it ends at once.
    ///
    /// @throws ProgramStartException if it did
    void awaitSettled(Duration most) throws ProgramStartException, InterruptedException {
        if (process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
            String words = lastWords();
            crashed();
            throw new ProgramStartException(
                    "%s ended as soon as it had started: %s".formatted(launch.name(), words));
        }
    }

    synchronized boolean isOver() {
        return ending != null;
    }

    /// Whether it is over and never answered anything.
    synchronized boolean isFruitless() {
        return ending != null && !answeredOnce;
    }

    /// Ends the run: kills what is left of it, and fails the call in flight. Only the first reason counts.
    void end(CallOutcome.Failed failed) {
        Asked pending;
        synchronized (this) {
            if (ending != null) {
                return;
            }
            ending = failed;
            pending = asked;
            asked = null;
        }
        processes.kill();
        folder.delete();
        cleared.countDown();
        if (pending != null) {
            pending.told.complete(new Told.Failed(failed));
        }
    }

    /// Lets the program read the end of its input, waits for its own end, and ends what is left.
    void drain(Duration most) throws InterruptedException {
        try {
            process.getOutputStream().close();
            boolean _ = process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException _) {
            // It has ended already.
        } finally {
            end(CallFault.UNAVAILABLE.failed("the program was closed"));
        }
        // Another thread may have ended the run for another reason, and still be at it.
        cleared.await();
    }
}
