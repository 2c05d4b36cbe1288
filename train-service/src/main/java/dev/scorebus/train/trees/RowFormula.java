package dev.scorebus.train.trees;

import dev.scorebus.action.Evaluation;
import dev.scorebus.action.RowExpression;
import dev.scorebus.train.data.Cell;
import dev.scorebus.train.data.Row;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.DataSetVersion.Column;
import dev.scorebus.training.DataSetVersion.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A CEL expression over the rows of one data set; only the columns it names are read.
final class RowFormula {
    private final String field;
    private final RowExpression expression;
    private final List<Column> columns;
    private final List<Integer> used;

    private RowFormula(
            String field, RowExpression expression, List<Column> columns, List<Integer> used) {
        this.field = field;
        this.expression = expression;
        this.columns = columns;
        this.used = List.copyOf(used);
    }

    /// Compiles the text of a field of the request; what is wrong with it is added to the faults.
    static @Nullable RowFormula of(
            String field, @Nullable String text, List<Column> columns, List<String> faults) {
        if (text == null) {
            return null;
        }
        try {
            RowExpression expression = RowExpression.of(text);
            return new RowFormula(
                    field, expression, columns, used(field, expression, columns, faults));
        } catch (IllegalArgumentException e) {
            faults.add("%s is no valid expression: %s".formatted(field, e.getMessage()));
            return null;
        }
    }

    private static List<Integer> used(
            String field, RowExpression expression, List<Column> columns, List<String> faults) {
        List<String> names = columns.stream().map(Column::name).toList();
        List<Integer> used = new ArrayList<>();
        for (String name : new TreeSet<>(expression.columns())) {
            if (names.contains(name)) {
                used.add(names.indexOf(name));
            } else {
                faults.add("%s names the column '%s', which there is not".formatted(field, name));
            }
        }
        return used;
    }

    /// Its value for a row, null where it is null.
    ///
    /// @throws ProblemException when it has none, naming the line
    @Nullable Object value(Row row) {
        Map<String, @Nullable Object> values = HashMap.newHashMap(used.size());
        for (int column : used) {
            Column known = columns.get(column);
            values.put(known.name(), value(known.type(), row.field(column)));
        }
        return switch (expression.eval(values)) {
            case Evaluation.Value(Object value) -> value;
            case Evaluation.Failed(String reason) ->
                    throw ProblemException.invalid(
                            "%s cannot be evaluated in line %d: %s"
                                    .formatted(field, row.line(), reason));
        };
    }

    private static @Nullable Object value(ColumnType type, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (type) {
            case INTEGER -> Cell.integer(text);
            case NUMBER -> Cell.number(text);
            case BOOLEAN -> Cell.bool(text);
            case TIME -> Cell.isMissingWord(text) ? null : text;
            case TEXT, EMPTY -> text;
        };
    }
}
