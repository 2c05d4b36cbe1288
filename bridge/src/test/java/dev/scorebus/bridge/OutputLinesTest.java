package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutputLinesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<String> told = new ArrayList<>();
    private final OutputLines lines = new OutputLines(told::add, 0);

    @Test
    void linesAreToldWithoutTheirEndsHoweverTheyArrive() {
        add("one\r\ntw", 0);
        add("o\n\nthree", 0);
        lines.end(0);

        assertThat(told).containsExactly("one", "two", "", "three");
    }

    @Test
    void aLongLineIsCutAndMarkedAndTheNextIsWhole() {
        add("x".repeat(20_000), 0);
        add("x".repeat(20_000) + "\nnext\n", 0);

        assertThat(told).containsExactly("x".repeat(8_192) + " [cut]", "next");
    }

    @Test
    void aLineOfJustTheLongestIsWhole() {
        add("x".repeat(8_192) + "\n", 0);

        assertThat(told).containsExactly("x".repeat(8_192));
    }

    @Test
    void ofASecondAThousandLinesAreToldAndTheOthersCounted() {
        add("x\n".repeat(1_500), 0);
        assertThat(told).hasSize(1_000);

        add("y\n", SECOND);

        assertThat(told).hasSize(1_002).endsWith("y");
        assertThat(told.get(1_000)).startsWith("[500 lines with 500 bytes were dropped");
    }

    @Test
    void ofASecondOneMebibyteIsTold() {
        add(("x".repeat(8_191) + "\n").repeat(200), 0);
        lines.end(0);

        assertThat(told).hasSize(129);
        assertThat(told.getLast()).startsWith("[72 lines with 589752 bytes were dropped");
    }

    @Test
    void controlCharactersDoNotReachATerminal() {
        add("a\u001B[2Jb\tc\n", 0);

        assertThat(told).containsExactly("a\uFFFD[2Jb\tc");
    }

    @Test
    void theLastLinesAreKept() {
        for (int i = 0; i < 100; i++) {
            add("line " + i + "\n", i * SECOND);
        }

        assertThat(lines.last().lines()).hasSize(10).endsWith("line 99");
    }

    private void add(String text, long nanos) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        lines.add(bytes, bytes.length, nanos);
    }
}
