package dev.scorebus.sdk;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes the frames of the bridge protocol: a length of four bytes, and so many bytes of JSON. Writing is for any thread.
final class Frames {
    static final JsonMapper JSON = new JsonMapper();
    private static final int LARGEST = 64 << 20;

    private final DataInputStream in;
    private final DataOutputStream out;

    Frames(DataInputStream in, DataOutputStream out) {
        this.in = in;
        this.out = out;
    }

    /// The next frame; null when the connection is closed.
    @Nullable JsonNode read() throws IOException {
        try {
            int length = in.readInt();
            if (length < 1 || length > LARGEST) {
                throw new IOException("a frame of %d bytes is broken".formatted(length));
            }
            byte[] payload = new byte[length];
            in.readFully(payload);
            return JSON.readTree(payload);
        } catch (EOFException _) {
            return null;
        }
    }

    synchronized void write(JsonNode frame) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(frame);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }

    static ObjectNode frame(String type) {
        return JSON.createObjectNode().put("type", type);
    }
}
