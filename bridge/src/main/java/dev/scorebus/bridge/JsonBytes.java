package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.FrameReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Tells whether bytes are one JSON value in UTF-8, which can be put into a frame as they are.
final class JsonBytes {
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(FrameReader.LARGEST)
                                    .build())
                    .build();
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;

    private JsonBytes() {}

    /// The value without a byte order mark; null when it is no JSON.
    static @Nullable ByteBuffer value(byte[] bytes, int offset, int length) {
        ByteBuffer value = ByteBuffer.wrap(bytes, offset, length);
        if (length >= BYTE_ORDER_MARK.length
                && ByteBuffer.wrap(bytes, offset, BYTE_ORDER_MARK.length)
                        .equals(ByteBuffer.wrap(BYTE_ORDER_MARK))) {
            value.position(offset + BYTE_ORDER_MARK.length);
        }
        return isUtf8(value) && isOneValue(bytes, value.position(), value.remaining())
                ? value
                : null;
    }

    /// The parser would also take UTF-16 and UTF-32, whose every text of JSON has a byte 0x00.
    private static boolean isUtf8(ByteBuffer value) {
        int ascii = value.position();
        while (ascii <= value.limit() - Long.BYTES && isText(value.getLong(ascii))) {
            ascii += Long.BYTES;
        }
        value = value.slice(ascii, value.limit() - ascii);
        for (int i = 0; i < value.limit(); i++) {
            if (value.get(i) == 0) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(value);
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    /// Whether none of eight bytes is 0 or beyond ASCII: less one, each would have, or borrow, the highest bit.
    private static boolean isText(long eight) {
        return ((eight | (eight - ONES)) & HIGHEST_BITS) == 0;
    }

    private static boolean isOneValue(byte[] bytes, int offset, int length) {
        try (JsonParser parser =
                FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            // Asked for, a text is read to its end and a number is looked at.
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (JacksonException _) {
            return false;
        }
    }
}
