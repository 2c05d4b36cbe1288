package dev.scorebus.bridge.frame;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the frames that a program sends. It takes memory for what came, not for what was announced.
public final class FrameReader {
    /// The largest frame, unless something else is said.
    public static final int LARGEST = 67_108_864;

    private static final int HEADER = 4;
    private static final int CHUNK = 65_536;
    private static final int UTF_8_LEAD_OF_SURROGATES = 0xED;
    private static final int FIRST_SURROGATE = 0xA0;

    private final InputStream in;
    private final int largest;

    /// @param largest the most bytes of a payload
    public FrameReader(InputStream in, int largest) {
        this.in = in;
        this.largest = largest;
    }

    /// The next frame; null when the stream ended after a whole one.
    ///
    /// @throws BrokenFrameException if what came is no frame
    /// @throws EOFException if the stream ended in the midst of one
    public @Nullable ObjectNode read() throws IOException {
        byte[] header = in.readNBytes(HEADER);
        if (header.length == 0) {
            return null;
        }
        if (header.length < HEADER) {
            throw new EOFException("the connection ended in the midst of a frame's length");
        }
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt());
        if (length == 0) {
            throw new BrokenFrameException("a frame of length 0");
        }
        if (length > largest) {
            throw new BrokenFrameException(
                    "a frame of %d bytes; the largest has %d".formatted(length, largest));
        }
        return parsed(payload((int) length));
    }

    private byte[] payload(int length) throws IOException {
        byte[] payload = new byte[Math.min(length, CHUNK)];
        int filled = 0;
        while (filled < length) {
            if (filled == payload.length) {
                payload = Arrays.copyOf(payload, (int) Math.min(length, payload.length * 2L));
            }
            int read = in.read(payload, filled, Math.min(payload.length - filled, CHUNK));
            if (read < 0) {
                throw new EOFException(
                        "the connection ended after %d of a frame's %d bytes"
                                .formatted(filled, length));
            }
            filled += read;
        }
        return payload;
    }

    private static ObjectNode parsed(byte[] payload) throws BrokenFrameException {
        int before = 0;
        for (byte each : payload) {
            int now = Byte.toUnsignedInt(each);
            if (now == 0) {
                throw new BrokenFrameException("a byte 0x00: only a call has an attachment");
            }
            if (before == UTF_8_LEAD_OF_SURROGATES && now >= FIRST_SURROGATE) {
                throw new BrokenFrameException("half a surrogate pair, which UTF-8 does not have");
            }
            before = now;
        }
        try {
            JsonNode json = BridgeJson.MAPPER.readTree(payload);
            if (payload[0] != (byte) 0xEF
                    && json instanceof ObjectNode object
                    && object.path("type").isString()) {
                return object;
            }
            throw new BrokenFrameException("a payload that is no JSON object with a \"type\"");
        } catch (JacksonException e) {
            BrokenFrameException broken =
                    new BrokenFrameException(
                            "a payload that is no JSON: " + e.getOriginalMessage());
            broken.addSuppressed(e);
            throw broken;
        }
    }
}
