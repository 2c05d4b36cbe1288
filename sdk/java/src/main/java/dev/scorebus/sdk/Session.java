package dev.scorebus.sdk;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A program's connection to the platform, from `hello` to the end (`docs/bridge-protocol.md`). One thread reads, so that a ping is
/// answered and a cancel heard during a call; another one answers calls, one after the other.
final class Session {
    private static final String UNIX = "unix:";

    private final ScienceProgram program;

    Session(ScienceProgram program) {
        this.program = program;
    }

    /// Serves until the platform asks the program to end, or is gone.
    ///
    /// @param environment names the address and the file of the token
    /// @return whether it was asked to
    boolean serve(Map<String, String> environment) throws Exception {
        SocketAddress address = address(variable(environment, "SCOREBUS_BRIDGE"));
        String token =
                Files.readString(Path.of(variable(environment, "SCOREBUS_BRIDGE_TOKEN_FILE")));
        try (SocketChannel socket =
                address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open()) {
            socket.connect(address);
            Frames frames =
                    new Frames(
                            new DataInputStream(Channels.newInputStream(socket)),
                            new DataOutputStream(Channels.newOutputStream(socket)));
            frames.write(hello(token));
            JsonNode welcome = frames.read();
            if (welcome == null || !welcome.path("type").asString("").equals("welcome")) {
                throw new IOException("the platform refused the program: " + welcome);
            }
            ConnectedHost host = new ConnectedHost(frames, welcome);
            program.open(host);
            return serve(frames, host);
        }
    }

    private boolean serve(Frames frames, ConnectedHost host) throws IOException {
        AnswerLoop answers = new AnswerLoop(program, host);
        // Not closed when the runner is gone: nobody waits for the call that is under way, and it
        // must not keep the process.
        ExecutorService worker =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform()
                                .name("science")
                                .daemon()
                                .uncaughtExceptionHandler(Session::end)
                                .factory());
        for (JsonNode frame = frames.read(); frame != null; frame = frames.read()) {
            JsonNode received = frame;
            switch (frame.path("type").asString("")) {
                case "call" -> worker.execute(() -> answer(received, answers, host));
                case "cancel" -> host.cancel(frame.path("id").asLong());
                case "ping" -> {
                    ObjectNode pong = Frames.frame("pong");
                    pong.set("n", frame.path("n"));
                    frames.write(pong);
                }
                case "drain" -> {
                    worker.close();
                    frames.write(Frames.frame("drained"));
                    return true;
                }
                default -> {
                    // A frame of a type that is not known is passed over, as the protocol says.
                }
            }
        }
        return false;
    }

    /// What is no exception, such as a stack that is too deep, leaves the program in no known state: it ends, and is started anew.
    private static void end(Thread thread, Throwable failure) {
        System.err.printf("%s ended the program: %s%n", thread.getName(), failure);
        Runtime.getRuntime().halt(1);
    }

    private static void answer(JsonNode call, AnswerLoop answers, ConnectedHost host) {
        host.begin(call.path("id").asLong());
        host.send(answers.answer(call));
    }

    private ObjectNode hello(String token) {
        ObjectNode hello = Frames.frame("hello").put("token", token).put("name", program.name());
        hello.putArray("protocol").add(1);
        hello.putArray("commands").add("score");
        program.commands().keySet().forEach(hello.withArray("commands")::add);
        hello.putArray("pure");
        program.pure().forEach(hello.withArray("pure")::add);
        return hello.put("heartbeat", true).put("sdk", "java 0.1.0");
    }

    private static SocketAddress address(String given) {
        if (given.startsWith(UNIX)) {
            return UnixDomainSocketAddress.of(given.substring(UNIX.length()));
        }
        URI uri = URI.create(given.replaceFirst("^tcp:", "tcp://"));
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    private static String variable(Map<String, String> environment, String name) {
        @Nullable String value = environment.get(name);
        return Objects.requireNonNull(
                value,
                name + " is not set: this is started by Scorebus, or by `scorebus bridge check`");
    }
}
