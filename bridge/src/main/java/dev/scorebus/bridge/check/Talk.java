package dev.scorebus.bridge.check;

import dev.scorebus.bridge.BridgeConnection;
import dev.scorebus.bridge.BridgeListener;
import dev.scorebus.bridge.Hello;
import dev.scorebus.bridge.ProgramLaunch;
import dev.scorebus.bridge.ProgramProcess;
import dev.scorebus.bridge.ProgramStartException;
import dev.scorebus.bridge.Transport;
import dev.scorebus.bridge.frame.Frames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/// Speaks to one process of a program, frame by frame.
final class Talk implements AutoCloseable {
    /// What a program may say at any time, and nobody answers.
    private static final Set<String> ASIDES = Set.of("log", "metric", "progress");

    private static final Duration ENDING = Duration.ofMillis(500);

    /// What comes from the program, in its order.
    private sealed interface Came {
        record Frame(ObjectNode frame) implements Came {}

        record End(String how) implements Came {}
    }

    private final ProgramProcess process;
    private final BridgeConnection connection;
    private final Duration patience;
    private final BlockingQueue<Came> coming = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> going = new LinkedBlockingQueue<>();
    private final Thread writer;
    private long lastCall;

    private Talk(ProgramProcess process, BridgeConnection connection, Duration patience) {
        this.process = process;
        this.connection = connection;
        this.patience = patience;
        this.writer = Thread.ofVirtual().name("bridge-check-writer").unstarted(this::write);
    }

    /// Starts the program and waits for its hello.
    ///
    /// @param patience how long each answer may take
    static Talk begin(
            ProgramLaunch launch, Transport transport, Duration patience, BridgeListener listener)
            throws ProgramStartException, InterruptedException {
        ProgramProcess process = ProgramProcess.start(launch, transport, listener);
        try {
            Talk talk = new Talk(process, process.connect(), patience);
            Thread _ = Thread.ofVirtual().name("bridge-check-reader").start(talk::listen);
            talk.writer.start();
            return talk;
        } catch (ProgramStartException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    private void listen() {
        try {
            for (ObjectNode frame = connection.frames().read();
                    frame != null;
                    frame = connection.frames().read()) {
                if (!ASIDES.contains(typeOf(frame))) {
                    coming.add(new Came.Frame(frame));
                }
            }
            coming.add(new Came.End("the program closed the connection"));
        } catch (IOException e) {
            coming.add(new Came.End("the connection ended: " + e.getMessage()));
        }
    }

    /// A program that does not read must not hold up who waits for its answer.
    private void write() {
        try {
            while (true) {
                connection.write(going.take());
            }
        } catch (IOException _) {
            // The reader finds the connection ended, too.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    static String typeOf(ObjectNode frame) {
        return frame.path("type").asString("");
    }

    /// Whether the program says that it has a command.
    boolean has(String command) {
        return connection.hello().commands().contains(command);
    }

    Hello hello() {
        return connection.hello();
    }

    Duration patience() {
        return patience;
    }

    /// The frame of a call with messages, and its number is the next.
    ///
    /// @param messages the data of each, as JSON text
    Sent call(String command, List<String> messages) {
        return call(
                command,
                "\"messages\":[%s]"
                        .formatted(
                                String.join(
                                        ",",
                                        messages.stream()
                                                .map("{\"data\":%s}"::formatted)
                                                .toList())));
    }

    /// @param more what stands in the frame besides its type, id, command and deadline
    Sent call(String command, String more) {
        lastCall++;
        return new Sent(
                lastCall,
                """
                {"type":"call","id":%d,"command":"%s","deadline":%d,%s}"""
                        .formatted(lastCall, command, patience.toMillis(), more));
    }

    /// A call that is ready to be sent.
    record Sent(long id, String json) {
        byte[] frame() {
            return Talk.frame(json);
        }
    }

    static byte[] frame(String json) {
        return Frames.of(json.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) {
        going.add(bytes);
    }

    /// The answer to a call that was not sent yet.
    ObjectNode ask(Sent call) throws BrokenRuleException, InterruptedException {
        send(call.frame());
        return answer(call.id(), patience);
    }

    /// The answer to a call; nothing else may come before it.
    ObjectNode answer(long id, Duration most) throws BrokenRuleException, InterruptedException {
        ObjectNode frame = next(most, "no answer to the call");
        requireAnswer(frame, id);
        return frame;
    }

    static void requireAnswer(ObjectNode frame, long id) throws BrokenRuleException {
        String type = typeOf(frame);
        if (!type.equals("reply") && !type.equals("failed")) {
            throw new OutOfStepException(
                    "a frame that is no answer came while call %d waited for one".formatted(id),
                    frame);
        }
        if (!frame.path("id").isIntegralNumber() || frame.path("id").asLong() != id) {
            throw new OutOfStepException(
                    "it answers a call that is not in flight; in flight is %d".formatted(id),
                    frame);
        }
    }

    /// The next frame that is more than an aside.
    ///
    /// @param missing what to say when none comes in time
    ObjectNode next(Duration most, String missing)
            throws BrokenRuleException, InterruptedException {
        return switch (coming.poll(most.toNanos(), TimeUnit.NANOSECONDS)) {
            case Came.Frame(ObjectNode frame) -> frame;
            case Came.End(String how) -> throw ended(how);
            case null ->
                    throw new OutOfStepException(
                            "%s within %s".formatted(missing, shown(most)), "");
        };
    }

    /// Gives what was sent time to arrive by itself; nothing may come meanwhile.
    void pause(Duration time) throws BrokenRuleException, InterruptedException {
        switch (coming.poll(time.toNanos(), TimeUnit.NANOSECONDS)) {
            case Came.Frame(ObjectNode frame) ->
                    throw new OutOfStepException("a frame came before the call was whole", frame);
            case Came.End(String how) -> throw ended(how);
            case null -> {}
        }
    }

    /// Waits for the end of the connection, before which nothing more may come.
    void awaitEnd(Duration most) throws BrokenRuleException, InterruptedException {
        switch (coming.poll(Math.max(most.toNanos(), 0), TimeUnit.NANOSECONDS)) {
            case Came.End _ -> {}
            case Came.Frame(ObjectNode frame) ->
                    throw new OutOfStepException("a frame came after `drained`", frame);
            case null -> throw new OutOfStepException("the connection is still open", "");
        }
    }

    OptionalInt exitStatus(Duration most) throws InterruptedException {
        return process.awaitExit(most.isNegative() ? Duration.ZERO : most);
    }

    /// Closes the connection, as a runner that dies does.
    void leave() {
        connection.close();
    }

    private OutOfStepException ended(String how) throws InterruptedException {
        return new OutOfStepException(how, process.ending(ENDING));
    }

    static String shown(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    @Override
    public void close() {
        writer.interrupt();
        connection.close();
        process.close();
    }
}
