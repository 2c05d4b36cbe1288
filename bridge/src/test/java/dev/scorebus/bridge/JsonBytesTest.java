package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonBytesTest {
    private static final int LENGTH = 40;
    private static final byte[] HALF = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};

    @Test
    void aByteThatIsNoUtf8IsFoundAtEveryPlace() {
        for (int place = 1; place < LENGTH - 1; place++) {
            for (int wrong : new int[] {0, 0x80, 0xC3, 0xFF}) {
                byte[] text = text();
                text[place] = (byte) wrong;
                assertThat(JsonBytes.value(text, 0, LENGTH))
                        .as("0x%02x at %d", wrong, place)
                        .isNull();
            }
        }
    }

    @Test
    void halfASurrogatePairIsFoundAtEveryPlace() {
        for (int place = 1; place < LENGTH - 3; place++) {
            byte[] text = text();
            System.arraycopy(HALF, 0, text, place, HALF.length);
            assertThat(JsonBytes.value(text, 0, LENGTH)).as("at %d", place).isNull();
        }
    }

    @Test
    void otherEncodingsAreNoJson() {
        for (Charset each :
                List.of(
                        StandardCharsets.UTF_16BE,
                        StandardCharsets.UTF_16LE,
                        StandardCharsets.UTF_32BE,
                        StandardCharsets.UTF_32LE)) {
            byte[] text = "[1, 2, 3, 4, 5, 6]".getBytes(each);
            assertThat(JsonBytes.value(text, 0, text.length)).as(each.name()).isNull();
        }
    }

    @Test
    void textBeyondAsciiIsTakenAtEveryPlace() {
        for (int place = 1; place < LENGTH - 3; place++) {
            byte[] text = text();
            byte[] umlaut = "ä".getBytes(StandardCharsets.UTF_8);
            System.arraycopy(umlaut, 0, text, place, umlaut.length);
            assertThat(JsonBytes.value(text, 0, LENGTH)).as("at %d", place).isNotNull();
        }
    }

    @Test
    void whatLiesBesideTheValueIsNotLookedAt() {
        byte[] between = "\0\0\0[1, 2, 3, 4, 5, 6]\0\0".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonBytes.value(between, 3, between.length - 5)).isNotNull();
        assertThat(JsonBytes.value(between, 3, between.length - 4)).isNull();
    }

    private static byte[] text() {
        return ('"' + "a".repeat(LENGTH - 2) + '"').getBytes(StandardCharsets.UTF_8);
    }
}
