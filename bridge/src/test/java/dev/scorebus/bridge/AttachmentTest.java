package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages that are no JSON, for a program that takes them.
class AttachmentTest {
    private static final int MIB = 1_048_576;

    @TempDir private Path folder;
    private BridgedProgram program;

    @BeforeEach
    void begin() {
        program = BridgedProgram.of(Programs.binary(folder), new Heard());
    }

    @AfterEach
    void end() {
        program.close();
    }

    @Test
    void whatIsNoJsonComesAsItIsAmongWhatIs() {
        byte[] sixteen = "[1]".getBytes(StandardCharsets.UTF_16BE);
        byte[] odd = {9, 9, 0, -1, '{', 0, '}', 9};
        CallOutcome outcome =
                call(
                        Programs.message("{\"n\":1}"),
                        new BridgeMessage(odd, 2, 5, "t-0-7 ", null, null, null),
                        Programs.message("12"),
                        Programs.message(""),
                        message(sixteen),
                        Programs.message("1,2"),
                        Programs.message("\"text\""));

        assertThat(told(outcome))
                .containsExactly(
                        "data {'n':1}",
                        "t-0-7 " + BinaryProgram.told(odd, 2, 5),
                        "data 12",
                        "bytes 0 0",
                        BinaryProgram.told(sixteen, 0, 6),
                        BinaryProgram.told(new byte[] {'1', ',', '2'}, 0, 3),
                        "data 'text'");
    }

    @Test
    void manyThatAreLargeGoInSeveralFramesAndOneThatIsTooLargeFailsAlone() {
        List<BridgeMessage> messages = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            byte[] large = new byte[25 * MIB + i];
            Arrays.fill(large, (byte) (0x80 + i));
            messages.add(message(large));
            expected.add(BinaryProgram.told(large, 0, large.length));
        }
        messages.add(3, message(new byte[64 * MIB]));
        expected.add(3, "dev.scorebus.bridge.TooLarge");

        CallOutcome outcome = call(messages.toArray(BridgeMessage[]::new));

        assertThat(told(outcome)).isEqualTo(expected);
    }

    @Test
    void aProgramThatTakesThemNoMoreIsNotGivenThem() {
        assertThat(told(call(Programs.message("a,b")))).hasSize(1);
        assertThat(program.call(Programs.messages("crashes", 1, Programs.LONG)))
                .isInstanceOf(CallOutcome.Failed.class);

        CallOutcome changed = call(Programs.message("a,b"), Programs.message("1"));
        CallOutcome after = call(Programs.message("a,b"), Programs.message("1"));

        assertThat(changed)
                .isInstanceOfSatisfying(
                        CallOutcome.Failed.class,
                        failed -> assertThat(failed.fault()).isEqualTo(CallFault.UNAVAILABLE));
        assertThat(told(after)).containsExactly("dev.scorebus.bridge.NoJson", "data 1");
    }

    private CallOutcome call(BridgeMessage... messages) {
        return program.call(new Call.Messages("score", List.of(messages), false, Programs.LONG));
    }

    private static BridgeMessage message(byte[] bytes) {
        return new BridgeMessage(bytes, 0, bytes.length, null, null, null, null);
    }

    private static List<String> told(CallOutcome outcome) {
        assertThat(outcome).isInstanceOf(CallOutcome.Answered.class);
        return ((CallOutcome.Answered) outcome)
                .entries().stream()
                        .map(
                                each ->
                                        each instanceof Entry.Value value
                                                ? value.value().stringValue()
                                                : BridgedProgramTest.told(each))
                        .toList();
    }
}
