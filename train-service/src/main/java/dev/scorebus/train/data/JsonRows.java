package dev.scorebus.train.data;

import dev.scorebus.message.WireJson;
import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.DataSetVersion.BadRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One JSON object per line. Columns are known in the order in which they are seen first; what lies deeper than the
/// first level is kept as JSON text.
final class JsonRows {
    private final Map<String, Integer> positions = new HashMap<>();
    private final List<String> columns = new ArrayList<>();
    private final List<String> columnsToSee = Collections.unmodifiableList(columns);
    private final StringBuilder line = new StringBuilder();

    private JsonRows() {}

    static void read(Reader text, RowVisitor visitor) throws IOException {
        new JsonRows().readAll(new BufferedReader(text, 64 * 1024), visitor);
    }

    private void readAll(BufferedReader text, RowVisitor visitor) throws IOException {
        for (long number = 1; nextLine(text, number); number++) {
            if (!line.toString().isBlank()) {
                visit(number, visitor);
            }
        }
    }

    private boolean nextLine(BufferedReader text, long number) throws IOException {
        line.setLength(0);
        int read = text.read();
        boolean any = read >= 0;
        for (; read >= 0 && read != '\n'; read = text.read()) {
            if (line.length() == ReadLimits.MAX_FIELD) {
                throw new ProblemException(
                        new Problem.UnreadableFile(
                                "Line %d has more than %d characters; is it JSON lines, one object per line?"
                                        .formatted(number, ReadLimits.MAX_FIELD)));
            }
            line.append((char) read);
        }
        return any;
    }

    private void visit(long number, RowVisitor visitor) {
        JsonNode node;
        try {
            node = WireJson.mapper().readTree(line.toString());
        } catch (JacksonException e) {
            visitor.bad(new BadRow(number, "it is not JSON: " + e.getOriginalMessage()));
            return;
        }
        if (node.isObject()) {
            visitor.row(new Row(number, columnsToSee, fields(node, number)));
        } else {
            visitor.bad(new BadRow(number, "it is no JSON object"));
        }
    }

    private @Nullable String[] fields(JsonNode object, long number) {
        @Nullable String[] fields = new String[columns.size()];
        for (Map.Entry<String, JsonNode> property : object.properties()) {
            int position = position(property.getKey(), number);
            if (position >= fields.length) {
                fields = Arrays.copyOf(fields, columns.size());
            }
            fields[position] = text(property.getValue());
        }
        return fields;
    }

    private int position(String column, long number) {
        Integer known = positions.get(column);
        if (known != null) {
            return known;
        }
        if (columns.size() == ReadLimits.MAX_COLUMNS) {
            throw new ProblemException(
                    new Problem.UnreadableFile(
                            "Up to line %d there are more than %d different keys"
                                    .formatted(number, ReadLimits.MAX_COLUMNS)));
        }
        positions.put(column, columns.size());
        columns.add(column);
        return columns.size() - 1;
    }

    private static @Nullable String text(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        String text = value.isValueNode() ? value.asString() : value.toString();
        return text.isEmpty() ? null : text;
    }
}
