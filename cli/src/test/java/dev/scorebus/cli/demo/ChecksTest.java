package dev.scorebus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.cli.terminal.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private final Checks checks = new Checks();

    @Test
    void whatWasFoundAsExpectedIsNotTold() {
        checks.equal("dead letters", 5, 5);
        checks.atLeast("messages scored by the batch run", 100, 300);
        checks.none("messages without a score", List.of());

        assertThat(checks.failed()).isEmpty();
        assertThat(said(new DemoRun.Proof(true, checks.failed(), "")))
                .isEqualTo("demo: every message is accounted for, once, 3 s\n");
    }

    @Test
    void whatWasNotFoundIsToldWithByHowMuchAndTheAuditIsNotDeniedForIt() {
        checks.equal("dead letters of own-models", 40, 80);
        checks.atLeast("messages scored by the batch run", 100, 99);
        checks.none("messages that were not scored exactly once", List.of("no score for 0/7", "x"));

        assertThat(said(new DemoRun.Proof(true, checks.failed(), "")))
                .startsWith("demo: the audit holds, and yet")
                .contains(
                        "  dead letters of own-models: 40 expected, 80 found\n",
                        "  messages scored by the batch run: at least 100 expected, 99 found\n",
                        "  messages that were not scored exactly once: 2, such as: no score for 0/7\n")
                .doesNotContain("NOT every message");
        assertThat(said(new DemoRun.Proof(false, List.of(), "")))
                .contains("demo: NOT every message is accounted for", "the audit does not hold");
    }

    private static String said(DemoRun.Proof proof) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        proof.print(new Console(writer, writer, false), "3 s");
        return out.toString().replace(System.lineSeparator(), "\n");
    }
}
