package dev.scorebus.cli.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One of the audit's statements, over all partitions: on how many it holds, is broken, or was not checked.
final class StatementTally {
    private static final String NOT_CHECKED = "not checked";
    private static final String IN_PART = "not checked:";

    private final int number;
    private final String says;
    private final Map<String, Integer> unchecked = new TreeMap<>();
    private final Map<String, Integer> inPart = new TreeMap<>();
    private int all;
    private int broken;
    private int skipped;

    StatementTally(int number, String says) {
        this.number = number;
        this.says = says;
    }

    /// Takes one partition in.
    ///
    /// @param holds what the service says; true as well when it did not look
    /// @param detail what it found, or `not checked: ` and why
    void add(boolean holds, String detail) {
        all++;
        if (!holds) {
            broken++;
        } else if (detail.startsWith(NOT_CHECKED)) {
            skipped++;
            unchecked.merge(reason(detail), 1, Integer::sum);
        } else if (detail.contains(IN_PART)) {
            inPart.merge(
                    detail.substring(detail.indexOf(IN_PART) + IN_PART.length()).strip(),
                    1,
                    Integer::sum);
        }
    }

    private static String reason(String detail) {
        if (detail.contains("recount=")) {
            return "`./scorebus audit --full` counts the records again";
        }
        String why = detail.substring(NOT_CHECKED.length());
        String withoutNumbers = why.contains(";") ? why.substring(0, why.indexOf(';')) : why;
        return withoutNumbers.startsWith(":")
                ? withoutNumbers.substring(1).strip()
                : withoutNumbers.strip();
    }

    int number() {
        return number;
    }

    String says() {
        return says;
    }

    int all() {
        return all;
    }

    int checked() {
        return all - skipped;
    }

    /// Whether it was looked at in full on every partition, and holds.
    boolean isProven() {
        return broken == 0 && skipped == 0 && inPart.isEmpty();
    }

    /// One word or two for a table.
    String verdict() {
        if (broken > 0) {
            return "NO, in %d".formatted(broken);
        }
        if (skipped == all) {
            return NOT_CHECKED;
        }
        return skipped > 0 ? "yes, where checked" : inPart.isEmpty() ? "yes" : "yes, in part";
    }

    /// What was not looked at, a line per reason.
    List<String> reasons() {
        List<String> lines = new ArrayList<>();
        unchecked.forEach(
                (why, count) ->
                        lines.add(
                                "  statement %d: not checked (%d of %d): %s"
                                        .formatted(number, count, all, why)));
        inPart.forEach(
                (why, count) ->
                        lines.add(
                                "  statement %d: some spans not checked (in %d of %d): %s"
                                        .formatted(number, count, all, why)));
        return lines;
    }

    /// What the conclusion must not claim.
    String open() {
        int parts = inPart.values().stream().mapToInt(Integer::intValue).sum();
        return "statement %d in %d of %d partitions".formatted(number, skipped + parts, all);
    }
}
