package dev.scorebus.cli.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.cli.terminal.Console;
import dev.scorebus.message.WireJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class AuditReportTest {
    @Test
    void aStatementThatDoesNotHoldIsShownWithItsPlaceAndDetail() {
        AuditReport report = report(true, false);

        assertThat(report.holds()).isFalse();
        assertThat(printed(report))
                .contains("spans tile", "NO, in 1")
                .contains(
                        "does not hold: scorebus.merge-time pull-requests-1: spans tile (hole at 7)")
                .contains("The audit DOES NOT HOLD: 2 partitions, 10 records, took 0.3 s");
    }

    @Test
    void eachStatementIsShownOnceForAllPartitions() {
        assertThat(printed(report(true, true)))
                .containsOnlyOnce("spans tile")
                .contains("The audit holds");
    }

    @Test
    void anAnswerThatDoesNotSayThatItHoldsDoesNot() {
        assertThat(new AuditReport(WireJson.mapper().readTree("{}")).holds()).isFalse();
    }

    private static AuditReport report(boolean first, boolean second) {
        String frontier =
                """
                {"group": "scorebus.merge-time", "topic": "pull-requests", "partition": %d,
                 "statements": [{"number": 1, "says": "spans tile", "holds": %s, "detail": "hole at 7"}]}
                """;
        return new AuditReport(
                WireJson.mapper()
                        .readTree(
                                "{\"holds\": %s, \"records\": 10, \"took\": \"PT0.3S\", \"frontiers\": [%s, %s]}"
                                        .formatted(
                                                first && second,
                                                frontier.formatted(0, first),
                                                frontier.formatted(1, second))));
    }

    private static String printed(AuditReport report) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        report.print(new Console(writer, writer, false));
        return out.toString();
    }
}
