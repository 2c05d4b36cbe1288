package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.BridgeJson;
import dev.scorebus.bridge.frame.FrameReader;
import dev.scorebus.bridge.frame.Frames;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One process of a program, from its start to the end of everything that it started. [BridgedProgram] supervises one after
/// the other; who wants to speak the frames himself, as `scorebus bridge check` does, uses this class.
public final class ProgramProcess implements AutoCloseable {
    private static final int SIGNAL = 128;
    private static final long LAST_OUTPUT_MILLIS = 500;

    private final ProgramLaunch launch;
    private final RunFolder folder;
    private final Door door;
    private final Process process;
    private final RunProcesses processes;
    private final OutputLoop output;
    private final long since = System.nanoTime();

    private ProgramProcess(
            ProgramLaunch launch, RunFolder folder, Door door, Process process, OutputLoop output) {
        this.launch = launch;
        this.folder = folder;
        this.door = door;
        this.process = process;
        this.processes = new RunProcesses(process, folder.tokenFile());
        this.output = output;
    }

    /// Starts the process and listens for it.
    ///
    /// @throws ProgramStartException if there is no such program, or the system does not start it
    public static ProgramProcess start(
            ProgramLaunch launch, Transport transport, BridgeListener listener)
            throws ProgramStartException {
        if (launch.network() == Network.NONE && transport == Transport.LOOPBACK) {
            throw new ProgramStartException(
                    launch.name()
                            + " shall see no network, and so cannot reach a port of the loopback: use the Unix socket");
        }
        RunFolder folder;
        try {
            folder = RunFolder.make();
        } catch (IOException e) {
            throw notStarted(launch, e);
        }
        try {
            Door door = Door.open(folder, transport, welcome(launch));
            try {
                return started(launch, folder, door, listener);
            } catch (IOException | ProgramStartException e) {
                door.close();
                throw e;
            }
        } catch (IOException e) {
            folder.delete();
            throw notStarted(launch, e);
        } catch (ProgramStartException e) {
            folder.delete();
            throw e;
        }
    }

    private static ProgramProcess started(
            ProgramLaunch launch, RunFolder folder, Door door, BridgeListener listener)
            throws IOException, ProgramStartException {
        ProcessBuilder builder =
                new ProcessBuilder(LaunchCommand.of(launch))
                        .directory(folder.work().toFile())
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(LaunchCommand.environment(launch, folder));
        environment.put("SCOREBUS_BRIDGE", door.address());
        Process process = StartingThread.start(builder);
        OutputLoop output = new OutputLoop(process.getInputStream(), listener);
        output.start(launch.name());
        ProgramProcess started = new ProgramProcess(launch, folder, door, process, output);
        Thread _ = Thread.ofVirtual().name("end-" + launch.name()).start(started::endWithLeader);
        return started;
    }

    private static ProgramStartException notStarted(ProgramLaunch launch, IOException cause) {
        return new ProgramStartException(
                "%s could not be started: %s".formatted(launch.name(), cause.getMessage()), cause);
    }

    private static byte[] welcome(ProgramLaunch launch) {
        ObjectNode welcome =
                BridgeJson.MAPPER
                        .createObjectNode()
                        .put("type", "welcome")
                        .put("protocol", 1)
                        .put("maxFrame", FrameReader.LARGEST);
        @Nullable ModelFolder model = launch.model();
        if (model != null) {
            welcome.putObject("model")
                    .put("name", model.name())
                    .put("version", model.version())
                    .put("folder", model.folder().toAbsolutePath().toString());
        }
        welcome.set("settings", BridgeJson.MAPPER.readTree(launch.settingsJson()));
        return Frames.of(welcome);
    }

    /// What a program started must not outlive it: its output would be read by nobody.
    private void endWithLeader() {
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        processes.kill();
    }

    /// Waits for the program to say `hello`, and welcomes it.
    ///
    /// @throws ProgramStartException if it ends before, says a wrong one, or says none until the start deadline
    public BridgeConnection connect() throws ProgramStartException, InterruptedException {
        CompletableFuture<?> first = CompletableFuture.anyOf(door.guest(), process.onExit());
        try {
            long passed = System.nanoTime() - since;
            first.get(Math.max(launch.startDeadline().toNanos() - passed, 0), TimeUnit.NANOSECONDS);
            if (door.guest().isDone()) {
                return door.guest().get();
            }
            throw new ProgramStartException(
                    "%s ended before it said hello: %s"
                            .formatted(launch.name(), ending(Duration.ZERO)));
        } catch (ExecutionException e) {
            throw new ProgramStartException(
                    "%s was refused: %s%s"
                            .formatted(
                                    launch.name(),
                                    ProgramStartException.of(e).getMessage(),
                                    lastOutput()),
                    e.getCause());
        } catch (TimeoutException e) {
            throw new ProgramStartException(
                    "%s did not say hello within %s%s"
                            .formatted(launch.name(), launch.startDeadline(), lastOutput()),
                    e);
        } finally {
            door.close();
        }
    }

    /// The process number of the program.
    public long pid() {
        return process.pid();
    }

    /// The program's exit status, as soon as it ended, if it does within that time.
    public OptionalInt awaitExit(Duration most) throws InterruptedException {
        return process.waitFor(most.toNanos(), TimeUnit.NANOSECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    /// Says how the program ended and what it wrote last, for a person.
    public String ending(Duration most) throws InterruptedException {
        OptionalInt status = awaitExit(most);
        if (status.isEmpty()) {
            return "it closed the connection and lives on" + lastOutput();
        }
        int value = status.getAsInt();
        return (value > SIGNAL
                        ? "exit status %d (signal %d)".formatted(value, value - SIGNAL)
                        : "exit status " + value)
                + lastOutput();
    }

    private String lastOutput() throws InterruptedException {
        String last = output.last(process.isAlive() ? 0 : LAST_OUTPUT_MILLIS);
        return last.isEmpty() ? "; it wrote nothing" : "; its last output:\n" + last;
    }

    /// Ends the program and everything that it started, at once.
    public void kill() {
        processes.kill();
    }

    /// Ends what is left, and deletes the run's folder.
    @Override
    public void close() {
        door.close();
        processes.kill();
        CompletableFuture<Void> _ = door.guest().thenAccept(BridgeConnection::close);
        folder.delete();
    }
}
