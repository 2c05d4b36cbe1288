package dev.scorebus.testkit.bridge;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Speaks the bridge protocol for a program of a test, which says what it answers.
public abstract class TinyProgram {
    /// Reads and writes JSON.
    protected static final JsonMapper JSON = new JsonMapper();

    /// The folder of the model that it was given; null when it was given none.
    protected @Nullable Path model;

    /// What it answers to a message: `value` and `explanation`, or `error`. One that is no JSON has `bytes` instead of `data`.
    protected abstract ObjectNode entry(JsonNode message) throws IOException;

    /// What it answers to a request.
    ///
    /// @param progress is told how far it is, 0 to 1
    protected abstract JsonNode result(String command, JsonNode input, Progress progress)
            throws IOException;

    /// Is told how far a program is.
    public interface Progress {
        /// So far it is.
        void reached(double done) throws IOException;
    }

    /// Serves until it is asked to end.
    ///
    /// @param pure those of its commands that it calls pure
    protected final void serve(List<String> commands, List<String> pure) throws IOException {
        String address = System.getenv("SCOREBUS_BRIDGE").substring("unix:".length());
        Path token = Path.of(System.getenv("SCOREBUS_BRIDGE_TOKEN_FILE"));
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(address));
            ObjectNode hello = JSON.createObjectNode().put("type", "hello");
            hello.putArray("protocol").add(1);
            hello.put("binary", true);
            commands.forEach(hello.withArray("commands")::add);
            pure.forEach(hello.withArray("pure")::add);
            hello.put("token", Files.readString(token));
            DataOutputStream out = new DataOutputStream(Channels.newOutputStream(socket));
            write(out, hello);
            serve(new DataInputStream(Channels.newInputStream(socket)), out);
        }
    }

    private void serve(DataInputStream in, DataOutputStream out) throws IOException {
        while (true) {
            byte[] payload = new byte[in.readInt()];
            in.readFully(payload);
            int end = 0;
            while (end < payload.length && payload[end] != 0) {
                end++;
            }
            JsonNode frame = JSON.readTree(payload, 0, end);
            switch (frame.path("type").asString()) {
                case "welcome" -> {
                    String folder = frame.at("/model/folder").asString("");
                    model = folder.isEmpty() ? null : Path.of(folder);
                }
                case "call" -> write(out, answer(frame, out));
                case "ping" ->
                        write(
                                out,
                                JSON.createObjectNode()
                                        .put("type", "pong")
                                        .set("n", frame.path("n")));
                case "drain" -> {
                    write(out, JSON.createObjectNode().put("type", "drained"));
                    return;
                }
                default -> {}
            }
        }
    }

    private ObjectNode answer(JsonNode call, DataOutputStream out) throws IOException {
        ObjectNode reply = JSON.createObjectNode().put("type", "reply");
        reply.set("id", call.path("id"));
        if (call.has("input")) {
            Progress progress =
                    done ->
                            write(
                                    out,
                                    JSON.createObjectNode()
                                            .put("type", "progress")
                                            .put("done", done)
                                            .set("id", call.path("id")));
            reply.set(
                    "result",
                    result(call.path("command").asString(), call.path("input"), progress));
            return reply;
        }
        ArrayNode replies = reply.putArray("replies");
        for (JsonNode message : call.path("messages")) {
            replies.add(entry(message));
        }
        return reply;
    }

    private static void write(DataOutputStream out, JsonNode frame) throws IOException {
        byte[] bytes = frame.toString().getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }
}
