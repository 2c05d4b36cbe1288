package dev.scorebus.cli.ledger;

import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.Table;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What the audit says, for people: each statement once, and the frontiers where it does not hold.
///
/// @param audit the answer of `GET /api/audit`
public record AuditReport(JsonNode audit) {
    /// Whether every statement holds on every frontier.
    public boolean holds() {
        return audit.path("holds").asBoolean(false);
    }

    /// Writes it as an answer.
    public void print(Console console) {
        Map<Integer, Tally> statements = new LinkedHashMap<>();
        for (JsonNode frontier : audit.path("frontiers")) {
            for (JsonNode statement : frontier.path("statements")) {
                statements.merge(
                        statement.path("number").asInt(0),
                        new Tally(
                                statement.path("says").asString(""),
                                statement.path("holds").asBoolean(false) ? 1 : 0,
                                1),
                        Tally::plus);
            }
        }
        Table table = new Table("NO", "STATEMENT", "PARTITIONS", "HOLDS");
        statements.forEach(
                (number, tally) ->
                        table.row(
                                number,
                                tally.says,
                                tally.of,
                                tally.holding == tally.of
                                        ? "yes"
                                        : "NO, in %d".formatted(tally.of - tally.holding)));
        table.print(console);
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
        console.say(
                "The audit %s: %s partitions, %s records, took %s"
                        .formatted(
                                holds() ? "holds" : "DOES NOT HOLD",
                                audit.path("frontiers").size(),
                                audit.path("records").asString("0"),
                                took()));
    }

    private String took() {
        JsonNode took = audit.path("took");
        return took.isString() && took.asString().startsWith("PT")
                ? String.format(
                        Locale.ROOT, "%.1f s", Duration.parse(took.asString()).toMillis() / 1e3)
                : took.asString("?");
    }

    private record Tally(String says, int holding, int of) {
        Tally plus(Tally other) {
            return new Tally(says, holding + other.holding, of + other.of);
        }
    }
}
