package dev.scorebus.bridge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/// A call as it goes over the wire, but for its id and deadline. The messages' own bytes are put in as they came.
///
/// @param command which command
/// @param rest what follows the deadline, to the end of the object, and then the attachment, if there is one
/// @param entries as in [PendingCall]
/// @param binary whether it has an attachment
@SuppressWarnings("ArrayRecordComponent")
record CallFrame(String command, byte[] rest, int entries, boolean binary) {
    private static final int HEADER = 4;
    private static final byte[] DATA = utf8("{\"data\":");

    static CallFrame of(Call.Request request) {
        return new CallFrame(
                request.command(), utf8(",\"input\":" + request.inputJson() + "}"), 0, false);
    }

    /// @param attachment the parts that messages refer to, one behind the other
    static CallFrame of(
            String command, boolean explain, List<byte[]> messages, List<ByteBuffer> attachment) {
        byte[] head = utf8(explain ? ",\"explain\":true,\"messages\":[" : ",\"messages\":[");
        byte[] tail = utf8("]}");
        int length = head.length + tail.length + messages.size() - 1;
        for (byte[] each : messages) {
            length += each.length;
        }
        for (ByteBuffer each : attachment) {
            length += each.remaining();
        }
        boolean binary = !attachment.isEmpty();
        length += binary ? 1 : 0;
        ByteBuffer rest = ByteBuffer.allocate(length).put(head).put(messages.getFirst());
        for (byte[] each : messages.subList(1, messages.size())) {
            rest.put((byte) ',').put(each);
        }
        rest.put(tail);
        if (binary) {
            rest.put((byte) 0);
            attachment.forEach(each -> rest.put(each.duplicate()));
        }
        return new CallFrame(command, rest.array(), messages.size(), binary);
    }

    /// The object of a message that is JSON.
    ///
    /// @param json where its JSON is
    static byte[] message(BridgeMessage message, ByteBuffer json) {
        byte[] tail = facts(message);
        return ByteBuffer.allocate(DATA.length + json.remaining() + tail.length)
                .put(DATA)
                .put(json.duplicate())
                .put(tail)
                .array();
    }

    /// The object of a message that is not.
    ///
    /// @param offset where it begins in the attachment
    static byte[] message(BridgeMessage message, long offset) {
        byte[] head = utf8("{\"bytes\":[%d,%d]".formatted(offset, message.length()));
        byte[] tail = facts(message);
        return ByteBuffer.allocate(head.length + tail.length).put(head).put(tail).array();
    }

    /// What is known of a message, to the end of its object.
    private static byte[] facts(BridgeMessage message) {
        StringBuilder fields = new StringBuilder(100);
        field(fields, ",\"id\":\"", message.id());
        field(fields, ",\"key\":\"", message.key());
        field(fields, ",\"customer\":\"", message.customer());
        field(fields, ",\"time\":\"", message.time());
        return utf8(fields.append('}').toString());
    }

    /// The whole frame.
    byte[] bytes(long id, long deadlineMillis) {
        byte[] head =
                utf8(
                        "{\"type\":\"call\",\"id\":"
                                + id
                                + ",\"command\":"
                                + quoted(command)
                                + ",\"deadline\":"
                                + deadlineMillis);
        return ByteBuffer.allocate(HEADER + head.length + rest.length)
                .putInt(head.length + rest.length)
                .put(head)
                .put(rest)
                .array();
    }

    private static void field(StringBuilder out, String name, @Nullable String value) {
        if (value != null) {
            out.append(name);
            JsonStringEncoder.getInstance().quoteAsString(Texts.whole(value), out);
            out.append('"');
        }
    }

    private static String quoted(String value) {
        return '"'
                + new String(JsonStringEncoder.getInstance().quoteAsCharArray(Texts.whole(value)))
                + '"';
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
