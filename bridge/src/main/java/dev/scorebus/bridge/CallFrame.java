package dev.scorebus.bridge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/// A call as it goes over the wire, but for its id and deadline. The messages' own bytes are put in as they came.
///
/// @param command which command
/// @param rest what follows the deadline, to the end of the object
/// @param entries as in [PendingCall]
@SuppressWarnings("ArrayRecordComponent")
record CallFrame(String command, byte[] rest, int entries) {
    private static final int HEADER = 4;

    static CallFrame of(Call.Request request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(out, ",\"input\":");
        text(out, request.inputJson());
        text(out, "}");
        return new CallFrame(request.command(), out.toByteArray(), 0);
    }

    static CallFrame of(String command, boolean explain, List<byte[]> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(out, explain ? ",\"explain\":true,\"messages\":[" : ",\"messages\":[");
        for (int i = 0; i < messages.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.writeBytes(messages.get(i));
        }
        text(out, "]}");
        return new CallFrame(command, out.toByteArray(), messages.size());
    }

    /// One message's object.
    ///
    /// @param json where its JSON is
    static byte[] message(BridgeMessage message, ByteBuffer json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.remaining() + 100);
        text(out, "{\"data\":");
        out.write(json.array(), json.arrayOffset() + json.position(), json.remaining());
        field(out, "id", message.id());
        field(out, "key", message.key());
        field(out, "customer", message.customer());
        field(out, "time", message.time());
        out.write('}');
        return out.toByteArray();
    }

    /// The whole frame.
    byte[] bytes(long id, long deadlineMillis) {
        byte[] head =
                "{\"type\":\"call\",\"id\":%d,\"command\":%s,\"deadline\":%d"
                        .formatted(id, quoted(command), deadlineMillis)
                        .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEADER + head.length + rest.length)
                .putInt(head.length + rest.length)
                .put(head)
                .put(rest)
                .array();
    }

    private static void field(ByteArrayOutputStream out, String name, @Nullable String value) {
        if (value != null) {
            text(out, ",\"" + name + "\":" + quoted(value));
        }
    }

    private static String quoted(String value) {
        return '"'
                + new String(JsonStringEncoder.getInstance().quoteAsCharArray(Texts.whole(value)))
                + '"';
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
