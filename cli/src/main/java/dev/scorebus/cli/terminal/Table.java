package dev.scorebus.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/// Rows in columns; numbers stand to the right.
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /// A table with these headings.
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /// Adds a row; it has as many cells as there are headings.
    public Table row(Object... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    "%d cells for %d columns".formatted(cells.length, rows.getFirst().size()));
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
        return this;
    }

    /// The lines, without an end of line each.
    public List<String> lines() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        boolean[] numeric = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            int at = column;
            numeric[at] =
                    rows.size() > 1 && rows.stream().skip(1).allMatch(row -> isNumber(row.get(at)));
            widths[at] = rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
        }
        return rows.stream().map(row -> line(row, widths, numeric)).toList();
    }

    /// Writes it to the answer.
    public void print(Console console) {
        lines().forEach(line -> console.say(line));
    }

    private static boolean isNumber(String cell) {
        return cell.matches("[-+]?[0-9][0-9.,]*%?|-");
    }

    private static String line(List<String> row, int[] widths, boolean[] numeric) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - row.get(column).length());
            line.append(column == 0 ? "" : "  ")
                    .append(numeric[column] ? padding : "")
                    .append(row.get(column))
                    .append(numeric[column] ? "" : padding);
        }
        return line.toString().stripTrailing();
    }
}
