package dev.scorebus.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Each line of the tables of `docs/reference/expressions.md` is true.
class ExpressionPageTest {
    private static final String PAGE = GeneratedFile.of("docs/reference/expressions.md").text();
    private static final Pattern LINE =
            Pattern.compile(
                    "(?m)^\\| `([^`]*(?:event|row)[^`]*)` \\| (?:`(.*)`|\\*fails: (.*)\\*) \\|$");
    private static final Pattern DATA = Pattern.compile("(?s)```json\n(.*?)```");

    @Test
    void everyExpressionOnThePageGivesWhatThePageSays() {
        Matcher data = DATA.matcher(PAGE);
        assertThat(data.find()).isTrue();
        EventView event = ExpressionTest.event(data.group(1));
        List<MatchResult> lines = LINE.matcher(PAGE).results().toList();

        assertThat(lines).hasSizeGreaterThan(15);
        assertThat(lines)
                .allSatisfy(
                        line ->
                                assertThat(outcome(line.group(1), event))
                                        .as(line.group(1))
                                        .isEqualTo(
                                                line.group(2) == null
                                                        ? line.group(3)
                                                        : line.group(2)));
    }

    private static String outcome(String expression, EventView event) {
        Evaluation<?> outcome =
                expression.contains("event.")
                        ? Expression.of(expression).eval(event)
                        : RowExpression.of(expression).eval(row());
        return switch (outcome) {
            case Evaluation.Value<?>(Object value) -> String.valueOf(value);
            case Evaluation.Failed<?>(String why) ->
                    why.replaceFirst("`.*` at column [0-9]+: ", "");
        };
    }

    private static Map<String, @Nullable Object> row() {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("created_at", 1_700_000_000L);
        row.put("merged_at", 1_700_003_000L);
        row.put("additions", 7L);
        row.put("closed_at", null);
        return row;
    }
}
