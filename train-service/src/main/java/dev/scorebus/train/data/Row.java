package dev.scorebus.train.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row as text. It is valid only while it is visited.
public final class Row {
    private final long line;
    private final List<String> columns;
    private final @Nullable String[] fields;

    Row(long line, List<String> columns, @Nullable String[] fields) {
        this.line = line;
        this.columns = columns;
        this.fields = fields;
    }

    /// Its line in the unpacked file, from 1.
    public long line() {
        return line;
    }

    /// The columns known so far; the position of a column never changes.
    public List<String> columns() {
        return columns;
    }

    /// The field of the column at this position; null when the row lacks it.
    public @Nullable String field(int column) {
        return column < fields.length ? fields[column] : null;
    }
}
