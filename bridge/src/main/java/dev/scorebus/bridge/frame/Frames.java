package dev.scorebus.bridge.frame;

import java.nio.ByteBuffer;
import tools.jackson.databind.JsonNode;

/// Makes frames.
public final class Frames {
    private static final int HEADER = 4;

    private Frames() {}

    /// The frame of one JSON object.
    public static byte[] of(JsonNode object) {
        return of(BridgeJson.MAPPER.writeValueAsBytes(object));
    }

    /// The frame of a payload.
    public static byte[] of(byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length)
                .putInt(payload.length)
                .put(payload)
                .array();
    }
}
