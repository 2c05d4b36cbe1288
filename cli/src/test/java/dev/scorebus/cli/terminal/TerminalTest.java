package dev.scorebus.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Console console =
            new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);

    @Test
    void numbersStandToTheRightAndWordsToTheLeft() {
        new Table("NAME", "ROWS").row("small", 7).row("a long name", 1234).print(console);

        assertThat(out.toString().lines())
                .containsExactly("NAME         ROWS", "small           7", "a long name  1234");
    }

    @Test
    void aRowWithoutAllItsCellsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Table("A", "B").row(1))
                .withMessage("1 cells for 2 columns");
    }

    @Test
    void progressWithoutATerminalIsALinePerTenth() {
        try (Progress progress = console.progress("training", "rounds", 200)) {
            for (int round = 0; round <= 200; round++) {
                progress.at(round, "");
            }
        }

        assertThat(err.toString().lines())
                .hasSize(11)
                .startsWith("  training: 0 of 200 rounds")
                .endsWith("  training: 200 of 200 rounds");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aTotalThatBecomesKnownLaterCounts() {
        try (Progress progress = console.progress("training", "rounds", 0)) {
            progress.at(1, "");
            progress.outOf(2);
            progress.at(2, "mlogloss 0.98");
        }

        assertThat(err.toString().lines())
                .containsExactly(
                        "  training: 1 rounds", "  training: 2 of 2 rounds, mlogloss 0.98");
    }

    @Test
    void aLineOfTheAnswerGoesToTheAnswer() {
        try (Progress progress = console.progress("scored", "messages", 10)) {
            progress.say("netty/netty #1");
        }

        assertThat(out.toString()).isEqualToIgnoringNewLines("netty/netty #1");
        assertThat(err.toString()).isEmpty();
    }
}
