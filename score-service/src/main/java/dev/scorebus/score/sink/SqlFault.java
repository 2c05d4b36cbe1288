package dev.scorebus.score.sink;

import java.sql.SQLException;

/// Whose fault it is that a statement failed.
final class SqlFault {
    private SqlFault() {}

    /// Whether the row is wrong: a value that its column does not take (class 22), a rule of the table (23), a row that is too large
    /// (54). Whatever else it is, writing the same again may succeed.
    static boolean isOfTheRow(SQLException e) {
        String state = state(e);
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
    }

    /// Whether the connection is gone: another one may work.
    static boolean isOfTheConnection(SQLException e) {
        String state = state(e);
        return state.startsWith("08") || state.startsWith("57P");
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }

    /// What the database says, without the details, which hold parts of the row.
    static String firstLine(SQLException e) {
        SQLException first = e.getNextException() == null ? e : e.getNextException();
        String message = String.valueOf(first.getMessage()).lines().findFirst().orElse("");
        return "%s (%s)".formatted(message, state(first));
    }
}
