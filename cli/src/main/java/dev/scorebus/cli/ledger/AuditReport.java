package dev.scorebus.cli.ledger;

import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What the audit says, for people: each statement once with how many partitions it was checked on, what was not checked and
/// why, and the frontiers where it does not hold. A statement that was not checked is never shown as one that holds.
///
/// @param audit the answer of `GET /api/audit`
public record AuditReport(JsonNode audit) {
    /// Whether every statement that was checked holds on every frontier.
    public boolean holds() {
        return audit.path("holds").asBoolean(false);
    }

    /// Whether there was anything to check.
    public boolean isEmpty() {
        return audit.path("frontiers").isEmpty() && audit.path("problems").isEmpty();
    }

    /// Writes it as an answer.
    public void print(Console console) {
        Collection<StatementTally> statements = statements();
        if (!statements.isEmpty()) {
            Table table = new Table("NO", "STATEMENT", "CHECKED", "HOLDS");
            statements.forEach(
                    statement ->
                            table.row(
                                    statement.number(),
                                    statement.says(),
                                    statement.checked() + " of " + statement.all(),
                                    statement.verdict()));
            table.print(console);
        }
        statements.forEach(statement -> statement.reasons().forEach(console::say));
        printBroken(console);
        printParked(console);
        printLosses(console);
        for (JsonNode problem : audit.path("problems")) {
            console.say("  does not hold: " + problem.asString(""));
        }
        console.say(conclusion(statements));
    }

    private Collection<StatementTally> statements() {
        TreeMap<Integer, StatementTally> statements = new TreeMap<>();
        for (JsonNode frontier : audit.path("frontiers")) {
            for (JsonNode statement : frontier.path("statements")) {
                statements
                        .computeIfAbsent(
                                statement.path("number").asInt(0),
                                number ->
                                        new StatementTally(
                                                number, statement.path("says").asString("")))
                        .add(
                                statement.path("holds").asBoolean(false),
                                statement.path("detail").asString(""));
            }
        }
        return statements.values();
    }

    private void printBroken(Console console) {
        for (JsonNode frontier : audit.path("frontiers")) {
            for (JsonNode statement : frontier.path("statements")) {
                if (!statement.path("holds").asBoolean(false)) {
                    console.say(
                            "  does not hold: %s %s-%s: %s (%s)"
                                    .formatted(
                                            frontier.path("group").asString(""),
                                            frontier.path("topic").asString(""),
                                            frontier.path("partition").asString(""),
                                            statement.path("says").asString(""),
                                            statement.path("detail").asString("")));
                }
            }
        }
    }

    private void printParked(Console console) {
        boolean parked = !audit.path("problems").isEmpty();
        for (JsonNode frontier : audit.path("frontiers")) {
            for (JsonNode statement : frontier.path("statements")) {
                parked |=
                        !statement.path("holds").asBoolean(false)
                                && statement.path("detail").asString("").contains("parked");
            }
        }
        if (parked) {
            console.say(
                    "  ./scorebus parked list shows what is parked; once that is understood: ./scorebus parked accept --reason '…' PARTITION OFFSET");
        }
    }

    private void printLosses(Console console) {
        for (JsonNode loss : audit.path("losses")) {
            Loss lost = new Loss(loss);
            console.say("  lost: " + lost.text());
            console.say("    once that is understood: " + lost.command());
        }
    }

    private String conclusion(Collection<StatementTally> statements) {
        String of =
                "%s partitions, %s records, took %s"
                        .formatted(
                                audit.path("frontiers").size(),
                                audit.path("records").asString("0"),
                                took());
        if (!holds()) {
            return "The audit DOES NOT HOLD: " + of;
        }
        if (isEmpty()) {
            return "There is nothing to audit yet: no action has read a message, so nothing was proven";
        }
        List<String> open = new ArrayList<>();
        statements.stream()
                .filter(statement -> !statement.isProven())
                .forEach(statement -> open.add(statement.open()));
        return open.isEmpty()
                ? "The audit holds: " + of
                : "What was checked holds: %s. NOT PROVEN: %s"
                        .formatted(of, String.join("; ", open));
    }

    private String took() {
        JsonNode took = audit.path("took");
        return took.isString() && took.asString().startsWith("PT")
                ? String.format(
                        Locale.ROOT, "%.1f s", Duration.parse(took.asString()).toMillis() / 1e3)
                : took.asString("?");
    }
}
