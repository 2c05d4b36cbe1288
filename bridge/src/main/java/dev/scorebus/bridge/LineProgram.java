package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.BridgeJson;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A command-line program that knows nothing of the bridge: it reads one JSON value a line from standard input and writes one a line
/// to standard output, in the same order. Its one command is [#COMMAND].
///
/// A line names no message. When a call fails, the process is ended with it, so that no late line is taken for an answer to the
/// next call.
public final class LineProgram implements ProgramCalls {
    /// The one command.
    public static final String COMMAND = "score";

    private static final String NO_VALUE = "dev.scorebus.bridge.NoValue";
    // One that cannot work, such as a script without its interpreter, ends as soon as it starts.
    private static final Duration SETTLED = Duration.ofMillis(300);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 20;
    private static final int LONGEST_QUOTE = 100;

    private final ProgramLaunch launch;
    private final BridgeListener listener;
    private final Timing timing;
    private final ReentrantLock oneCaller = new ReentrantLock();

    // Guarded by oneCaller.
    private @Nullable LineRun run;
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean closed;
    private int fruitless;
    private long restUntil;

    private LineProgram(ProgramLaunch launch, BridgeListener listener, Timing timing) {
        this.launch = launch;
        this.listener = listener;
        this.timing = timing;
    }

    /// A program; nothing is started yet.
    public static LineProgram of(ProgramLaunch launch, BridgeListener listener) {
        return new LineProgram(launch, listener, Timing.DEFAULT);
    }

    @Override
    public CallOutcome call(Call call) {
        long until = System.nanoTime() + call.deadline().toNanos();
        if (!call.command().equals(COMMAND)) {
            return CallFault.PROGRAM.failed(
                    "a program of JSON lines has the one command '%s', not '%s'"
                            .formatted(COMMAND, call.command()));
        }
        try {
            if (!oneCaller.tryLock(call.deadline().toNanos(), TimeUnit.NANOSECONDS)) {
                return CallFault.UNAVAILABLE.failed("another call was running all the time");
            }
            try {
                return switch (call) {
                    case Call.Messages messages -> messages(messages, until);
                    case Call.Request request -> request(request, until);
                };
            } finally {
                oneCaller.unlock();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return CallFault.UNAVAILABLE.failed("the caller was interrupted");
        }
    }

    private CallOutcome messages(Call.Messages call, long until) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<@Nullable Entry> known = new ArrayList<>();
        int sent = 0;
        for (BridgeMessage each : call.messages()) {
            @Nullable ByteBuffer json = JsonBytes.value(each.bytes(), each.offset(), each.length());
            known.add(json == null ? Batch.noJson("") : null);
            if (json != null) {
                line(json, out);
                sent++;
            }
        }
        Batch batch = new Batch(List.of(), known);
        if (sent == 0) {
            return batch.answered(List.of());
        }
        return switch (exchange(out.toByteArray(), sent, until)) {
            case LineRun.Told.Failed(CallOutcome.Failed failed) -> failed;
            case LineRun.Told.Lines(List<byte[]> lines) -> answered(batch, lines);
        };
    }

    private CallOutcome answered(Batch batch, List<byte[]> lines) {
        List<Entry> entries = new ArrayList<>(lines.size());
        try {
            for (byte[] each : lines) {
                entries.add(entry(value(each, entries.size()), "line " + (entries.size() + 1)));
            }
        } catch (BrokenPromiseException e) {
            return broken(e);
        }
        return batch.answered(entries);
    }

    private CallOutcome request(Call.Request call, long until) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        line(ByteBuffer.wrap(call.inputJson().getBytes(StandardCharsets.UTF_8)), out);
        return switch (exchange(out.toByteArray(), 1, until)) {
            case LineRun.Told.Failed(CallOutcome.Failed failed) -> failed;
            case LineRun.Told.Lines(List<byte[]> lines) -> {
                try {
                    yield Answers.result(object("result", value(lines.getFirst(), 0)));
                } catch (BrokenPromiseException e) {
                    yield broken(e);
                }
            }
        };
    }

    private LineRun.Told exchange(byte[] lines, int expected, long until)
            throws InterruptedException {
        try {
            LineRun asked = running(until);
            LineRun.Told told = asked.ask(lines, expected, until);
            if (asked.isFruitless()) {
                Duration rest =
                        timing.firstRest().multipliedBy(1L << Math.min(fruitless, MOST_DOUBLINGS));
                restUntil = System.nanoTime() + Math.min(rest.toNanos(), LONGEST_REST.toNanos());
                fruitless++;
            } else {
                fruitless = 0;
            }
            return told;
        } catch (ProgramStartException e) {
            return new LineRun.Told.Failed(CallFault.UNAVAILABLE.failed(e.getMessage()));
        }
    }

    private LineRun running(long until) throws ProgramStartException, InterruptedException {
        if (closed) {
            throw new ProgramStartException(launch.name() + " was closed");
        }
        LineRun present = run;
        if (present != null && !present.isOver()) {
            return present;
        }
        long rest = fruitless == 0 ? 0 : restUntil - System.nanoTime();
        if (rest > 0) {
            if (System.nanoTime() + rest - until > 0) {
                throw new ProgramStartException(
                        "%s ended %d times in a row without one answer; it is started again in %d ms"
                                .formatted(
                                        launch.name(),
                                        fruitless,
                                        TimeUnit.NANOSECONDS.toMillis(rest)));
            }
            boolean _ = closing.await(rest, TimeUnit.NANOSECONDS);
        }
        LineRun fresh = LineRun.start(launch, listener);
        run = fresh;
        return fresh;
    }

    private CallOutcome broken(BrokenPromiseException broken) {
        CallOutcome.Failed failed = CallFault.PROTOCOL.failed(String.valueOf(broken.getMessage()));
        LineRun present = run;
        if (present != null) {
            present.end(failed);
        }
        return failed;
    }

    /// A line's end within a value is only space between its parts.
    private static void line(ByteBuffer json, ByteArrayOutputStream out) {
        for (int i = json.position(); i < json.limit(); i++) {
            byte each = json.get(i);
            out.write(each == '\n' || each == '\r' ? ' ' : each);
        }
        out.write('\n');
    }

    private static JsonNode value(byte[] line, int before) throws BrokenPromiseException {
        @Nullable JsonNode value;
        try {
            value = BridgeJson.MAPPER.readTree(line);
        } catch (JacksonException _) {
            value = null;
        }
        if (value == null || value.isMissingNode()) {
            throw new BrokenPromiseException(
                    "line %d of the answer is no JSON: %s"
                            .formatted(
                                    before + 1,
                                    Texts.cut(
                                            new String(line, StandardCharsets.UTF_8),
                                            LONGEST_QUOTE)));
        }
        return value;
    }

    private static Entry entry(JsonNode value, String where) throws BrokenPromiseException {
        if (value.isNull()) {
            return new Entry.Failed(NO_VALUE, "the program answered null", false);
        }
        boolean explained = value.size() == 2 && value.has("value") && value.has("explanation");
        return Answers.entry(explained ? value : object("value", value), where);
    }

    private static ObjectNode object(String field, JsonNode value) {
        ObjectNode object = BridgeJson.MAPPER.createObjectNode();
        object.set(field, value);
        return object;
    }

    @Override
    public Hello ready() throws ProgramStartException {
        oneCaller.lock();
        try {
            LineRun running = running(System.nanoTime() + LONGEST_REST.multipliedBy(2).toNanos());
            running.awaitSettled(SETTLED);
            return new Hello(
                    launch.name(), List.of(COMMAND), 1, false, false, List.of(), "json-lines");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramStartException("the caller was interrupted", e);
        } finally {
            oneCaller.unlock();
        }
    }

    /// Waits for the call that is in flight, closes the program's standard input, and ends what is left of it after five seconds.
    @Override
    public void close() {
        closing.countDown();
        oneCaller.lock();
        try {
            closed = true;
            if (run != null) {
                run.drain(timing.drain());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            oneCaller.unlock();
        }
    }
}
