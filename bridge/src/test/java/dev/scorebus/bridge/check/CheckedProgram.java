package dev.scorebus.bridge.check;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A program that keeps every rule but those that its arguments name. It shares no class with the runner.
final class CheckedProgram {
    private static final int MANY = 500;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Map<String, String> ENVIRONMENT = System.getenv();

    private final Set<String> defects;
    private final SocketChannel channel;
    private final DataInputStream in;
    private int calls;
    private int seconds;
    private boolean hasAttachment;
    private boolean pinged;

    private CheckedProgram(Set<String> defects) throws IOException {
        this.defects = defects;
        this.channel = SocketChannel.open(address());
        this.in = new DataInputStream(Channels.newInputStream(channel));
    }

    static void main(String[] arguments) throws IOException, InterruptedException {
        CheckedProgram program = new CheckedProgram(Set.of(arguments));
        program.hello();
        try {
            while (true) {
                program.take(program.read());
            }
        } catch (EOFException _) {
            if (program.breaks("gone")) {
                new CountDownLatch(1).await();
            }
        }
    }

    private static SocketAddress address() {
        String[] parts = ENVIRONMENT.getOrDefault("SCOREBUS_BRIDGE", "").split(":", -1);
        return parts[0].equals("unix")
                ? UnixDomainSocketAddress.of(parts[1])
                : new InetSocketAddress(parts[1], Integer.parseInt(parts[2]));
    }

    private boolean breaks(String rule) {
        return defects.contains(rule);
    }

    private void hello() throws IOException {
        String token =
                Files.readString(
                        Path.of(ENVIRONMENT.getOrDefault("SCOREBUS_BRIDGE_TOKEN_FILE", "")));
        ObjectNode hello = frame("hello").put("token", breaks("hello") ? "0123" : token);
        hello.putArray("protocol").add(1);
        hello.put("binary", !breaks("one-at-a-time"));
        hello.put("concurrency", breaks("one-at-a-time") ? 1 : 2);
        hello.putArray("commands").add(breaks("no-score") ? "train" : "score");
        send(hello);
    }

    private JsonNode read() throws IOException, InterruptedException {
        int length = in.readInt();
        if (breaks("large-unread") && length > 1_000_000) {
            new CountDownLatch(1).await();
        }
        byte[] payload = new byte[length];
        if (breaks("split")) {
            System.out.println("read " + in.read(payload) + " of " + length);
        } else {
            in.readFully(payload);
        }
        int json = 0;
        while (json < length && payload[json] != 0) {
            json++;
        }
        hasAttachment = json < length;
        return MAPPER.readTree(payload, 0, json);
    }

    private void take(JsonNode frame) throws IOException {
        switch (frame.path("type").asString("")) {
            case "refused" -> {
                System.out.println("refused: " + frame.path("reason").asString(""));
                System.exit(1);
            }
            case "call" -> call(frame);
            case "cancel" -> {
                if (breaks("cancel")) {
                    send(failed(calls, "Cancelled"));
                }
            }
            case "ping" -> pong(frame.path("n").asInt());
            case "drain" -> drain();
            case "no-such-type" -> {
                if (breaks("unknown-type")) {
                    send(frame("failed").put("id", 0));
                }
            }
            default -> {}
        }
    }

    private void pong(int n) throws IOException {
        pinged = true;
        send(frame("pong").put("n", breaks("ping") && n > 1 ? n - 1 : n));
    }

    private void drain() throws IOException {
        if (!breaks("drain")) {
            send(frame("drained"));
        }
        if (!breaks("drain-open")) {
            System.exit(breaks("drain-status") ? 3 : 0);
        }
    }

    private void call(JsonNode call) throws IOException {
        calls = call.path("id").asInt();
        if (!call.path("command").asString("").equals("score")) {
            send(
                    breaks("unknown-command")
                            ? frame("reply").put("id", calls).put("result", 0)
                            : failed(calls, "UnknownCommand"));
            return;
        }
        if (breaks("joined") && pinged) {
            System.exit(4);
        }
        ArrayNode replies = JsonNodeFactory.instance.arrayNode();
        call.path("messages").forEach(message -> replies.add(entry(call, message.path("data"))));
        int count = replies.size();
        if (breaks("one")) {
            replies.forEach(each -> ((ObjectNode) each).put("error", "beside the value"));
        }
        if (breaks("many") && count > 1 && !isOfBadMessage(call) && !hasAttachment) {
            replies.add(replies.remove(0));
        }
        if (breaks("many-lost") && count == MANY) {
            replies.remove(0);
        }
        ObjectNode reply = frame("reply").put("id", calls);
        reply.set("replies", replies);
        if (breaks("concurrent") && isSecondOfTwo(call)) {
            reply.put("id", calls - 1);
        }
        send(reply);
    }

    private ObjectNode entry(JsonNode call, JsonNode data) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        String text = data.toString();
        boolean isLarge = breaks("large") && text.length() > 1_000_000;
        boolean isOdd = breaks("odd-json") && text.contains("__proto__");
        if (isLarge || isOdd) {
            return entry.putNull("value");
        }
        if (breaks("bad-message") && isOfBadMessage(call)) {
            return error(entry, "the batch is bad");
        }
        if (breaks("binary") && hasAttachment) {
            return error(entry, "the call is odd");
        }
        if (breaks("unknown-field") && call.has("no-such-field")) {
            return error(entry, "the call is bad");
        }
        return data.isObject()
                ? entry.put(
                        "value",
                        breaks("unsteady") ? System.nanoTime() : data.path("team_size").asInt(0))
                : error(entry, "no object");
    }

    /// The second message comes once alone, and then in one write with the first one.
    private boolean isSecondOfTwo(JsonNode call) {
        if (call.path("messages").size() == 1
                && call.path("messages").path(0).path("data").path("team_size").asInt(0) == 5) {
            seconds++;
        }
        return seconds == 2;
    }

    private static boolean isOfBadMessage(JsonNode call) {
        return call.path("messages").path(1).path("data").isArray();
    }

    private static ObjectNode error(ObjectNode entry, String message) {
        entry.putObject("error").put("class", "BadMessage").put("message", message);
        return entry;
    }

    private static ObjectNode failed(int call, String errorClass) {
        ObjectNode failed = frame("failed").put("id", call);
        failed.putObject("error").put("class", errorClass).put("message", "it is so");
        return failed;
    }

    private static ObjectNode frame(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private void send(ObjectNode frame) throws IOException {
        byte[] payload = MAPPER.writeValueAsBytes(frame);
        ByteBuffer buffer =
                ByteBuffer.allocate(4 + payload.length).putInt(payload.length).put(payload).flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
