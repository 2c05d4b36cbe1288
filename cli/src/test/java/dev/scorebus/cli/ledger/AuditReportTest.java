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
                        "does not hold: scorebus.merge-time pull-requests-1: spans tile (hole at"
                                + " 7)")
                .contains("The audit DOES NOT HOLD: 2 partitions, 10 records, took 0.3 s");
    }

    @Test
    void eachStatementIsShownOnceForAllPartitions() {
        assertThat(printed(report(true, true)))
                .containsOnlyOnce("spans tile")
                .contains("The audit holds");
    }

    @Test
    void aStatementThatWasNotCheckedIsNeverShownAsOneThatHolds() {
        String printed =
                printed(
                        details(
                                "not checked: recount=sample or recount=full asks for it",
                                "not checked: recount=sample or recount=full asks for it"));

        assertThat(printed)
                .containsPattern("spans tile +0 of 2 +not checked")
                .contains(
                        "statement 1: not checked (2 of 2): `./scorebus audit --full` counts the"
                                + " records again")
                .contains(
                        "What was checked holds: 2 partitions",
                        "NOT PROVEN: statement 1 in 2 of 2 partitions")
                .doesNotContain("yes", "The audit holds");
    }

    @Test
    void partitionsThatWereNotCheckedAreCountedWithTheirReason() {
        String printed =
                printed(
                        details(
                                "frontier 7 has reached the committed offset 7",
                                "not checked: the topic was deleted; its accounts end at 12"));

        assertThat(printed)
                .containsPattern("spans tile +1 of 2 +yes, where checked")
                .contains("statement 1: not checked (1 of 2): the topic was deleted")
                .contains("NOT PROVEN: statement 1 in 1 of 2 partitions");
    }

    @Test
    void spansThatNobodyCanCountAnyMoreAreNotClaimed() {
        String printed =
                printed(
                        details(
                                "10 records in 2 spans counted again",
                                "10 records in 2 spans counted again; 3 spans not checked: their"
                                        + " records are lost or no longer kept"));

        assertThat(printed)
                .containsPattern("spans tile +2 of 2 +yes, in part")
                .contains("some spans not checked (in 1 of 2): their records are lost")
                .contains("NOT PROVEN: statement 1 in 1 of 2 partitions");
    }

    @Test
    void aProblemBeyondThePartitionsIsShown() {
        AuditReport report =
                new AuditReport(
                        WireJson.mapper()
                                .readTree(
                                        "{\"holds\": false, \"problems\": [\"an event cannot be"
                                                + " read\"]}"));

        assertThat(printed(report))
                .contains("does not hold: an event cannot be read", "The audit DOES NOT HOLD");
    }

    @Test
    void aLossIsShownWithItsPlaceItsReasonAndTheCommandThatAcknowledgesIt() {
        AuditReport report =
                new AuditReport(
                        WireJson.mapper()
                                .readTree(
                                        """
                                        {"holds": false, "losses": [{"action": "merge-time", "topic": "pull-requests",
                                         "partition": 2, "lo": 100, "hi": 250, "reason": "retention took them",
                                         "at": "2026-03-01T00:00:00.123Z"}]}
                                        """));

        assertThat(printed(report))
                .contains(
                        "lost: merge-time pull-requests-2 [100, 250), at most 150 messages, at"
                                + " 2026-03-01T00:00:00Z: retention took them",
                        "./scorebus loss acknowledge --action merge-time --reason '…' pull-requests"
                                + " 2 100");
    }

    @Test
    void whatIsParkedIsShownWithTheCommandThatLooksAtIt() {
        String printed =
                printed(
                        report(
                                false,
                                frontier(0, false, "its further events are parked: told twice"),
                                frontier(1, true, "all do")));

        assertThat(printed).contains("told twice", "./scorebus parked list", "parked accept");
        assertThat(printed(report(true, false))).doesNotContain("parked accept");
    }

    @Test
    void withoutAnyAccountsNothingIsClaimed() {
        assertThat(printed(new AuditReport(WireJson.mapper().readTree("{\"holds\": true}"))))
                .contains("nothing to audit yet")
                .doesNotContain("The audit holds");
    }

    @Test
    void anAnswerThatDoesNotSayThatItHoldsDoesNot() {
        assertThat(new AuditReport(WireJson.mapper().readTree("{}")).holds()).isFalse();
    }

    private static AuditReport report(boolean first, boolean second) {
        return report(
                first && second, frontier(0, first, "hole at 7"), frontier(1, second, "hole at 7"));
    }

    private static AuditReport details(String first, String second) {
        return report(true, frontier(0, true, first), frontier(1, true, second));
    }

    private static AuditReport report(boolean holds, String first, String second) {
        return new AuditReport(
                WireJson.mapper()
                        .readTree(
                                "{\"holds\": %s, \"records\": 10, \"took\": \"PT0.3S\", \"frontiers\": [%s, %s]}"
                                        .formatted(holds, first, second)));
    }

    private static String frontier(int partition, boolean holds, String detail) {
        return """
        {"group": "scorebus.merge-time", "topic": "pull-requests", "partition": %d,
         "statements": [{"number": 1, "says": "spans tile", "holds": %s, "detail": "%s"}]}
        """
                .formatted(partition, holds, detail);
    }

    private static String printed(AuditReport report) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        report.print(new Console(writer, writer, false));
        return out.toString();
    }
}
