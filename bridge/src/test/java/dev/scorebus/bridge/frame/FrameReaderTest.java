package dev.scorebus.bridge.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class FrameReaderTest {
    private static final int LARGEST = 1_000;

    @Test
    void framesAreReadOneAfterTheOther() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Frames.of(bytes("{\"type\":\"ping\",\"n\":3}")));
        out.writeBytes(Frames.of(bytes("{\"type\":\"drain\"}")));
        FrameReader reader = reader(out.toByteArray());

        assertThat(reader.read()).hasToString("{\"type\":\"ping\",\"n\":3}");
        assertThat(reader.read()).hasToString("{\"type\":\"drain\"}");
        assertThat(reader.read()).isNull();
    }

    @Test
    void aFrameThatComesByteByByteIsOne() throws IOException {
        byte[] frame = Frames.of(bytes("{\"type\":\"ping\",\"text\":\"ä😀\"}"));
        InputStream slow =
                new ByteArrayInputStream(frame) {
                    @Override
                    public int read(byte[] into, int offset, int length) {
                        return super.read(into, offset, Math.min(length, 1));
                    }
                };

        @Nullable ObjectNode read = new FrameReader(slow, LARGEST).read();

        assertThat(read).hasToString("{\"type\":\"ping\",\"text\":\"ä😀\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"type\":3}",
                "{\"type\":\"ping\"} {}",
                "{\"type\":\"ping\"}\0attachment",
                "\uFEFF{\"type\":\"ping\"}",
                "{\"type\":\"ping\",\"n\":NaN}",
                "{\"type\":\"ping\"",
                "garbage"
            })
    void aBrokenPayloadIsNoFrame(String payload) {
        assertThatThrownBy(() -> reader(Frames.of(bytes(payload))).read())
                .isInstanceOf(BrokenFrameException.class);
    }

    @Test
    void textThatIsNoUtf8IsNoFrame() {
        for (String encoding : new String[] {"UTF-16BE", "UTF-16LE", "UTF-32BE"}) {
            byte[] payload = "{\"type\":\"ping\"}".getBytes(Charset.forName(encoding));
            assertThatThrownBy(() -> reader(Frames.of(payload)).read())
                    .isInstanceOf(BrokenFrameException.class);
        }
        byte[] surrogate = bytes("{\"type\":\"ping\",\"x\":\"___\"}");
        surrogate[20] = (byte) 0xED;
        surrogate[21] = (byte) 0xA0;
        surrogate[22] = (byte) 0x80;
        assertThatThrownBy(() -> reader(Frames.of(surrogate)).read())
                .isInstanceOf(BrokenFrameException.class);
    }

    @Test
    void aLengthOfNoneOrOfTooManyIsNoFrame() {
        for (byte[] header :
                new byte[][] {{0, 0, 0, 0}, {0, 0, 3, -23}, {0x7F, -1, -1, -1}, {-1, -1, -1, -1}}) {
            assertThatThrownBy(() -> reader(header).read())
                    .isInstanceOf(BrokenFrameException.class);
        }
    }

    @Test
    void theEndInTheMidstOfAFrameIsNotTheEndOfTheStream() {
        byte[] frame = Frames.of(bytes("{\"type\":\"ping\"}"));
        for (int length = 1; length < frame.length; length++) {
            byte[] part = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> reader(part).read()).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void memoryIsTakenForWhatComesNotForWhatIsAnnounced() {
        int[] asked = {0};
        InputStream liar =
                new InputStream() {
                    private int given;

                    @Override
                    public int read() {
                        return -1;
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) {
                        asked[0] = Math.max(asked[0], into.length);
                        if (given == 0) {
                            given = 4;
                            into[offset] = 4;
                            return 4;
                        }
                        return -1;
                    }
                };

        assertThatThrownBy(() -> new FrameReader(liar, FrameReader.LARGEST).read())
                .isInstanceOf(EOFException.class);
        assertThat(asked[0]).isBetween(5, 100_000);
    }

    private static FrameReader reader(byte[] bytes) {
        return new FrameReader(new ByteArrayInputStream(bytes), LARGEST);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
