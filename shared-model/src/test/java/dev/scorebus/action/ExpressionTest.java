package dev.scorebus.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.message.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final String DATA =
            """
            {"project": "netty/netty", "files": 3, "share": 2.5, "whole": 4.0, "draft": false, "none": null,
             "labels": ["bug", "docs"], "author": {"login": "ada"}, "id": 42, "huge": 123456789012345678901234567890}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.type == 'pull-request.opened'",
                "event.id == '7' && event.source == '/github' && event.topic == 'pull-requests'",
                "event.key == 'netty/netty'",
                "event.subject.startsWith('netty')",
                "event.time < timestamp('2026-01-02T00:00:00Z')",
                "event.time.getFullYear() == 2026",
                "event.extensions.traceparent.startsWith('00-')",
                "!has(event.extensions.tenant)",
                "event.data.files > 2.5",
                "event.data.files + 0.5 == 3.5",
                "event.data.share - event.data.files == -0.5",
                "event.data.whole * event.data.files == 12",
                "event.data.files / 2 == 1.5",
                "event.data.files % 2 == 1",
                "event.data.none == null",
                "!event.data.draft",
                "!has(event.data.stars)",
                "has(event.data.author.login)",
                "'docs' in event.data.labels",
                "event.data.labels.exists(label, label == 'bug')",
                "size(event.data.labels) == 2 && event.data.labels[1] == 'docs'",
                "event.data.project.matches('^[a-z]+/[a-z]+$')",
                "event.data.huge > 1e29",
                "event.data.author == {'login': 'ada'}",
                "event.data.files == 3.0 && event.data.whole == 4",
                "event.data.stars == 1 || true",
            })
    void anExpressionHoldsForThisEvent(String text) {
        assertThat(Expression.of(text).test(event(DATA))).isEqualTo(new Evaluation.Value<>(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['a']%s[0] == 'x'",
                "[[1]]%s[0].size() == 1",
                "[b'a']%s[0] == b'x'",
                "event.data.big%s[0] == 'x'"
            })
    void whatWouldTakeAllMemoryFailsForThisEventAlone(String text) {
        String bomb = text.formatted(".map(a, a + a)".repeat(40));

        Evaluation<Boolean> evaluation =
                Expression.of(bomb).test(event("{\"big\": [\"%s\"]}".formatted("b".repeat(99))));

        assertThat(evaluation).isInstanceOf(Evaluation.Failed.class);
        assertThat(evaluation.toString()).contains("'+' makes more than 10,000,000 characters");
        assertThat(Expression.of("event.data.files + 1 == 4").test(event(DATA)))
                .isEqualTo(new Evaluation.Value<>(true));
    }

    @Test
    void manySmallSumsOfOneEvaluationAreBoundTogether() {
        String big =
                "{\"s\": \"%s\", \"l\": [%s0]}".formatted("b".repeat(50_000), "0,".repeat(999));

        assertThat(
                        Expression.of("event.data.l.map(i, event.data.s + 'x').size() == 0")
                                .test(event(big)))
                .isInstanceOf(Evaluation.Failed.class);
        assertThat(Expression.of("event.data.l.map(i, 'x' + 'y').size() == 1000").test(event(big)))
                .isEqualTo(new Evaluation.Value<>(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event.data.stars > 1         | `event.data.stars > 1` at column 11: 'stars' is missing",
                "event.data.author.name == '' | `event.data.author.name == ''` at column 18: 'name' is missing",
                "event.data.none > 1          | `event.data.none > 1` at column 17: '>' does not apply to these values; is one missing or of another type?",
                "event.data.project > 1       | `event.data.project > 1` at column 20: '>' does not apply to these values; is one missing or of another type?",
                "event.data.project           | `event.data.project`: is a text, not true or false",
                "event.data.files / 0 > 1     | `event.data.files / 0 > 1` at column 18: / by zero",
            })
    void anExpressionThatDoesNotFitTheEventSaysWhatItLacks(String text, String why) {
        assertThat(Expression.of(text).test(event(DATA))).isEqualTo(new Evaluation.Failed<>(why));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event.typ == 'x'     | undefined field 'typ'; event has id, source, type, subject, time, topic, key, contenttype, extensions, data (line 1, column 6 of the expression)",
                "evnt.type == 'x'     | undeclared reference to 'evnt'",
                "event.type ==        | mismatched input '<EOF>'",
                "event.type > 3       | no matching overload for '_>_' applied to '(string, int)'",
                "event.type.trim()    | undeclared reference to 'trim'",
            })
    void whatIsNotAnExpressionIsRefusedWithTheCompilersWordsAndThePlace(String text, String words) {
        assertThatThrownBy(() -> Expression.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words)
                .hasMessageContaining("line 1, column");
    }

    @Test
    void aWrongRegularExpressionIsToldWhenTheExpressionIsRead() {
        assertThatThrownBy(() -> Expression.of("event.type.matches('(')"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the regular expression '(' is wrong: missing closing )");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.type.matches(event.data.pattern)",
                "event.type.matches('(a{1000}){1000}')",
                "event.type.matches('((a{10}){10}){10,11}')",
                "event.type.matches('[a-z]{1000}x{2}')",
            })
    void aRegularExpressionStandsInTheExpressionAndIsSmall(String text) {
        assertThatThrownBy(() -> Expression.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the regular expression");
    }

    @Test
    void anExpressionIsBoundedInLengthAndDepth() {
        assertThatThrownBy(() -> Expression.of("(".repeat(1000) + "true" + ")".repeat(1000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Expression.of("1 == 1 || ".repeat(1000) + "true"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Expression.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEvaluationIsBoundedInSteps() {
        String list = "[0,1,2,3,4,5,6,7,8,9]";
        String bomb =
                "%1$s.all(a, %1$s.all(b, %1$s.all(c, %1$s.all(d, %1$s.all(e, %1$s.all(f, a >= 0))))))"
                        .formatted(list);

        assertThat(Expression.of(bomb).test(event(DATA)))
                .isInstanceOfSatisfying(
                        Evaluation.Failed.class,
                        failed -> assertThat(failed.why()).contains("Iteration budget exceeded"));
    }

    @Test
    void aRegularExpressionThatBacktracksElsewhereIsLinear() {
        EventView view = event("{\"text\": \"%s!\"}".formatted("a".repeat(50_000)));

        assertThat(Expression.of("event.data.text.matches('^(a+)+$')").test(view))
                .isEqualTo(new Evaluation.Value<>(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\": 01}", "nothing", "{\"a\": NaN}", "{} {}", "\u00ff"})
    void aPayloadThatIsNotJsonFailsOnlyTheExpressionsThatLookAtIt(String data) {
        EventView view = event(data);

        assertThat(Expression.of("event.type == 'x'").test(view))
                .isEqualTo(new Evaluation.Value<>(false));
        assertThat(view.parsed()).as("nothing was parsed").isNull();
        assertThat(Expression.of("event.data.files == 3").test(view))
                .isInstanceOfSatisfying(
                        Evaluation.Failed.class,
                        failed -> assertThat(failed.why()).contains("the data is "));
        assertThat(Expression.of("event.type == 'x'").test(view))
                .as("it still does not mind")
                .isEqualTo(new Evaluation.Value<>(false));
    }

    @Test
    void aPayloadThatIsNestedTooDeepIsNoJson() {
        String deep = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);

        assertThat(Expression.of("event.data.a == 1").test(event(deep)))
                .isInstanceOfSatisfying(
                        Evaluation.Failed.class,
                        failed -> assertThat(failed.why()).contains("nesting depth"));
    }

    @Test
    void aPayloadIsParsedOnceForAllExpressions() {
        EventView view = event(DATA);
        Expression.of("event.data.files == 3").test(view);
        Evaluation<?> parsed = view.parsed();

        Expression.of("event.data.project").text(view);

        assertThat(parsed).isNotNull();
        assertThat(view.json()).isSameAs(parsed);
    }

    @Test
    void noPieceOfAPayloadShowsInAFailure() {
        assertThat(Expression.of("event.data.a == 1").test(event("secret {")))
                .isEqualTo(
                        new Evaluation.Failed<>(
                                "`event.data.a == 1` at column 11: the data is not JSON: its syntax is wrong at line 1, column 1"));
        assertThat(Expression.of("event.data.project").test(event(DATA)).toString())
                .doesNotContain("netty");
    }

    @Test
    void aCustomerIsATextOrAWholeNumber() {
        EventView view = event(DATA);

        assertThat(Expression.of("event.data.project").text(view))
                .isEqualTo(new Evaluation.Value<>("netty/netty"));
        assertThat(Expression.of("event.data.id").text(view))
                .isEqualTo(new Evaluation.Value<>("42"));
        assertThat(Expression.of("event.data.none").text(view))
                .isEqualTo(new Evaluation.Failed<>("`event.data.none`: is null, not a text"));
        assertThat(Expression.of("event.data.draft").text(view))
                .isInstanceOf(Evaluation.Failed.class);
        assertThat(Expression.of("''").text(view)).isInstanceOf(Evaluation.Failed.class);
    }

    @Test
    void whatAnEventLacksIsMissingByName() {
        EventView bare =
                new EventView(
                        new CloudEvent("1", "/s", "t", null, null, null, Map.of(), new byte[0]),
                        "",
                        null);

        assertThat(
                        Expression.of("has(event.subject) || has(event.time) || has(event.key)")
                                .test(bare))
                .isEqualTo(new Evaluation.Value<>(false));
        assertThat(Expression.of("event.subject == 'x'").test(bare))
                .isEqualTo(
                        new Evaluation.Failed<>(
                                "`event.subject == 'x'` at column 6: 'subject' is missing"));
    }

    @Test
    void expressionsAreEqualByTheirText() {
        assertThat(Expression.of("event.id == '1'"))
                .isEqualTo(Expression.of("event.id == '1'"))
                .hasSameHashCodeAs(Expression.of("event.id == '1'"))
                .isNotEqualTo(Expression.of("event.id == '2'"))
                .hasToString("event.id == '1'");
    }

    static EventView event(@Nullable String data) {
        CloudEvent event =
                new CloudEvent(
                        "7",
                        "/github",
                        "pull-request.opened",
                        "netty/netty#1",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        "application/json",
                        Map.of("traceparent", "00-4bf9"),
                        data == null ? new byte[0] : data.getBytes(StandardCharsets.ISO_8859_1));
        return new EventView(
                event, "pull-requests", "netty/netty".getBytes(StandardCharsets.UTF_8));
    }
}
