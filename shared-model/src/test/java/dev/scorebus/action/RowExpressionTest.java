package dev.scorebus.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowExpressionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "row.merged_at - row.created_at < 3660",
                "row.merged_at - row.created_at < 3660.5",
                "row.share < 1",
                "row.share * 2 == 1",
                "row.additions + row.share == 7.5",
                "row.additions / 2 == 3.5",
                "row.additions / 7 == 1",
                "row.additions % 2 == 1",
                "double(row.additions) == 7.0",
                "int(row.share * 3.0) == 1",
                "row.closed_at == null",
                "row.merged_at != null && row.merged_at > 0",
                "row.lang == 'Java' || row.lang in ['C', 'Go']",
                "row['strange name'] == 1",
                "row.draft ? false : true",
                "-row.additions == -7 && -row.share == -0.5",
            })
    void whatADataScientistWritesHolds(String text) {
        assertThat(RowExpression.of(text).test(row())).isEqualTo(new Evaluation.Value<>(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "row.closed_at < 3    | `row.closed_at < 3` at column 15: '<' does not apply to these values; is one missing or of another type?",
                "row.no_such == 1     | `row.no_such == 1` at column 4: there is no column 'no_such'",
                "row.additions / 0    | `row.additions / 0` at column 15: / by zero",
                "row.lang - 1         | `row.lang - 1` at column 10: '-' does not apply to these values; is one missing or of another type?",
                "9223372036854775807 + row.additions | `9223372036854775807 + row.additions` at column 21: long overflow",
            })
    void whatCannotBeAnsweredIsAnOutcome(String text, String why) {
        assertThat(RowExpression.of(text).eval(row())).isEqualTo(new Evaluation.Failed<>(why));
    }

    @Test
    void aTargetIsAWordANumberOrNothing() {
        RowExpression target =
                RowExpression.of(
                        "row.merged_at - row.created_at < 3660 ? 'HOUR' : row.merged_at - row.created_at < 86460 ? 'DAY' : 'REST'");

        assertThat(target.eval(row())).isEqualTo(new Evaluation.Value<Object>("HOUR"));
        assertThat(RowExpression.of("row.additions").eval(row()))
                .isEqualTo(new Evaluation.Value<Object>(7L));
        assertThat(RowExpression.of("row.share").eval(row()))
                .isEqualTo(new Evaluation.Value<Object>(0.5));
        assertThat(RowExpression.of("row.closed_at").eval(row()))
                .isEqualTo(new Evaluation.Value<@Nullable Object>(null));
    }

    @Test
    void anExpressionTellsItsColumnsBeforeARowIsRead() {
        RowExpression expression =
                RowExpression.of(
                        "[row.a, row['b c']].exists(x, x == row.d) ? string(row.e) : {'k': row.f}['k']");

        assertThat(expression.columns()).containsExactlyInAnyOrder("a", "b c", "d", "e", "f");
    }

    @Test
    void whatIsNotAnExpressionIsRefused() {
        assertThatThrownBy(() -> RowExpression.of("rows.a == 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("undeclared reference to 'rows'");
    }

    private static Map<String, @Nullable Object> row() {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("created_at", 1_700_000_000L);
        row.put("merged_at", 1_700_003_000L);
        row.put("closed_at", null);
        row.put("additions", 7);
        row.put("share", 0.5);
        row.put("draft", false);
        row.put("lang", "Java");
        row.put("strange name", 1L);
        return row;
    }
}
