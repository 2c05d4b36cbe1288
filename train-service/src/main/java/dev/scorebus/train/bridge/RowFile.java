package dev.scorebus.train.bridge;

import dev.scorebus.message.WireJson;
import dev.scorebus.train.data.Cell;
import dev.scorebus.train.data.Row;
import dev.scorebus.train.data.RowSource;
import dev.scorebus.train.data.RowVisitor;
import dev.scorebus.train.program.Watch;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.DataSetVersion.BadRow;
import dev.scorebus.training.DataSetVersion.Column;
import dev.scorebus.training.DataSetVersion.ColumnType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// The rows of a data set as JSON lines: numbers and truth values by the columns' types, all else as text; what is missing is left
/// out.
final class RowFile implements RowVisitor {
    private final List<Column> columns;
    private final JsonGenerator json;
    private final Watch watch;
    private boolean stopped;

    private RowFile(List<Column> columns, JsonGenerator json, Watch watch) {
        this.columns = columns;
        this.json = json;
        this.watch = watch;
    }

    /// Writes them.
    ///
    /// @return whether all were written; not when the run shall stop
    static boolean write(RowSource source, DataSetVersion dataSet, Path file, Watch watch)
            throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                JsonGenerator json = WireJson.mapper().createGenerator(out)) {
            RowFile rows = new RowFile(dataSet.columns(), json, watch);
            source.read(dataSet, rows);
            return !rows.stopped;
        }
    }

    @Override
    public void row(Row row) {
        stopped = stopped || watch.stopped();
        if (stopped) {
            return;
        }
        json.writeStartObject();
        for (int i = 0; i < columns.size(); i++) {
            String text = row.field(i);
            if (text != null && !text.isEmpty()) {
                field(columns.get(i), text);
            }
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void field(Column column, String text) {
        Long whole = column.type() == ColumnType.INTEGER ? Cell.integer(text) : null;
        Double number = column.type() == ColumnType.NUMBER ? Cell.number(text) : null;
        Boolean truth = column.type() == ColumnType.BOOLEAN ? Cell.bool(text) : null;
        if (whole != null) {
            json.writeNumberProperty(column.name(), whole);
        } else if (number != null) {
            json.writeNumberProperty(column.name(), number);
        } else if (truth != null) {
            json.writeBooleanProperty(column.name(), truth);
        } else if (column.type() == ColumnType.TEXT || !Cell.isMissingWord(text)) {
            json.writeStringProperty(column.name(), text);
        }
    }

    @Override
    public void bad(BadRow bad) {
        // It was counted when the data set was registered.
    }
}
