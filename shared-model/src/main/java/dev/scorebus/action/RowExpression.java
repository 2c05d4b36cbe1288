package dev.scorebus.action;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A CEL expression over `row`, the columns of one row of a data set; compiled when it is read, safe to share between threads.
///
/// `row.name` or `row["any name"]` is a number (an integer where it was written as one, else a double), a boolean, a string, or null
/// where it is missing. Integers and doubles mix in arithmetic and comparisons; `/` divides as doubles. Arithmetic on null
/// fails, and so does `<`; `==` and `!=` with null do not, so ask `row.merged_at != null` first.
public final class RowExpression {
    private final CelProgram program;
    private final Set<String> columns;

    private RowExpression(CelProgram program) {
        this.program = program;
        this.columns =
                CelNavigableAst.fromAst(program.tree())
                        .getRoot()
                        .allNodes()
                        .map(CelNavigableExpr::expr)
                        .flatMap(node -> column(node).stream())
                        .collect(Collectors.toUnmodifiableSet());
    }

    /// Compiles an expression.
    ///
    /// @throws IllegalArgumentException when it is not valid CEL, with the compiler's words and the position
    public static RowExpression of(String text) {
        return new RowExpression(CelDialect.row(text));
    }

    /// Its value for a row: a [Boolean], [Long], [Double], [String] or null, or why there is none.
    ///
    /// @param row every column of the data set by its name; null where it is missing
    public Evaluation<@Nullable Object> eval(Map<String, ? extends @Nullable Object> row) {
        return program.eval(new CelMap(new Row(row)));
    }

    /// Whether it holds for a row; anything but true or false is a failure.
    public Evaluation<Boolean> test(Map<String, ? extends @Nullable Object> row) {
        return switch (eval(row)) {
            case Evaluation.Failed(String why) -> new Evaluation.Failed<>(why);
            case Evaluation.Value(Object value) ->
                    value instanceof Boolean answer
                            ? new Evaluation.Value<>(answer)
                            : program.failed(
                                    "is %s, not true or false".formatted(CelValues.kind(value)));
        };
    }

    /// The columns it names, so that a column that does not exist can be told before the first row is read.
    public Set<String> columns() {
        return columns;
    }

    @Override
    public String toString() {
        return program.text();
    }

    private static Optional<String> column(CelExpr node) {
        return switch (node.getKind()) {
            case SELECT ->
                    isRow(node.select().operand())
                            ? Optional.of(node.select().field())
                            : Optional.empty();
            case CALL ->
                    node.call().function().equals("_[_]") && isRow(node.call().args().getFirst())
                            ? text(node.call().args().getLast())
                            : Optional.empty();
            case IDENT, CONSTANT, STRUCT, LIST, MAP, COMPREHENSION, NOT_SET -> Optional.empty();
        };
    }

    private static Optional<String> text(CelExpr node) {
        return node.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && node.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(node.constant().stringValue())
                : Optional.empty();
    }

    private static boolean isRow(CelExpr node) {
        return node.getKind() == CelExpr.ExprKind.Kind.IDENT && node.ident().name().equals("row");
    }

    private static final class Row implements CelFields {
        private final Map<String, ? extends @Nullable Object> columns;

        Row(Map<String, ? extends @Nullable Object> columns) {
            this.columns = columns;
        }

        @Override
        public @Nullable Object field(String name) {
            Object value = columns.get(name);
            return value != null || columns.containsKey(name) ? CelValues.ofJava(value) : null;
        }

        @Override
        public Collection<String> names() {
            return columns.keySet();
        }

        @Override
        public String missing(String name) {
            return "there is no column '%s'".formatted(name);
        }
    }
}
