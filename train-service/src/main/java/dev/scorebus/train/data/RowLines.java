package dev.scorebus.train.data;

import dev.scorebus.message.WireJson;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.DataSetVersion.BadRow;
import dev.scorebus.training.DataSetVersion.Column;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;

/// Writes rows as JSON lines, each field by the type that its column was found to have. Bad rows have lines, too: whoever scores a
/// data set accounts for each of its rows.
final class RowLines implements RowVisitor {
    private static final int FLUSHED = 32 * 1024;

    private final OutputStream out;
    private final List<Column> columns;
    private final long from;
    private final ByteArrayBuilder lines = new ByteArrayBuilder(2 * FLUSHED);
    private long number;

    /// @param from the first row that is written; rows are counted from 0, bad ones too
    RowLines(DataSetVersion version, long from, OutputStream out) {
        this.out = out;
        this.columns = version.columns();
        this.from = from;
    }

    @Override
    public void row(Row row) {
        if (number >= from) {
            line(row.line(), json -> data(json, row));
        }
        number++;
    }

    @Override
    public void bad(BadRow bad) {
        if (number >= from) {
            line(bad.line(), json -> json.writeStringProperty("bad", bad.why()));
        }
        number++;
    }

    /// Writes that there are no more.
    void end() throws IOException {
        try (JsonGenerator json = WireJson.mapper().createGenerator(lines)) {
            json.writeStartObject();
            json.writeNumberProperty("end", number);
            json.writeEndObject();
        }
        lines.write('\n');
        flush();
    }

    private interface Content {
        void writeTo(JsonGenerator json);
    }

    private void line(long line, Content content) {
        try (JsonGenerator json = WireJson.mapper().createGenerator(lines)) {
            json.writeStartObject();
            json.writeNumberProperty("row", number);
            json.writeNumberProperty("line", line);
            content.writeTo(json);
            json.writeEndObject();
        }
        lines.write('\n');
        if (lines.size() >= FLUSHED) {
            try {
                flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The profile saw the columns in the order in which the reader sees them again.
    private void data(JsonGenerator json, Row row) {
        json.writeObjectPropertyStart("data");
        int position = 0;
        for (Column column : columns) {
            String text = row.field(position);
            if (text != null) {
                field(json, column, text);
            }
            position++;
        }
        json.writeEndObject();
    }

    /// What is missing is left out.
    private static void field(JsonGenerator json, Column column, String text) {
        String name = column.name();
        switch (column.type()) {
            case INTEGER -> {
                Long value = Cell.integer(text);
                if (value != null) {
                    json.writeNumberProperty(name, value);
                }
            }
            case NUMBER -> {
                Double value = Cell.number(text);
                if (value != null) {
                    json.writeNumberProperty(name, value);
                }
            }
            case BOOLEAN -> {
                Boolean value = Cell.bool(text);
                if (value != null) {
                    json.writeBooleanProperty(name, value);
                }
            }
            case TIME -> text(json, name, Cell.isMissingWord(text) ? null : text);
            case TEXT, EMPTY -> text(json, name, text);
        }
    }

    private static void text(JsonGenerator json, String name, @Nullable String text) {
        if (text != null) {
            json.writeStringProperty(name, text);
        }
    }

    private void flush() throws IOException {
        out.write(lines.toByteArray());
        lines.reset();
    }
}
