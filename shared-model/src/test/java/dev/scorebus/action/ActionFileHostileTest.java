package dev.scorebus.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is thrown at the parser comes back as problems: never as an exception, never after a long time.
@Timeout(20)
class ActionFileHostileTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void aTextThatIsNoActionGivesProblems(String what, String text, String problem) {
        assertThat(ActionFileTest.problems(text))
                .as(what)
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(Problems.MAX)
                .allSatisfy(found -> assertThat(found.line()).isPositive())
                .allSatisfy(found -> assertThat(found.allowed()).isNotEmpty())
                .anySatisfy(found -> assertThat(found.wrong()).contains(problem));
    }

    static Stream<Arguments> texts() {
        return Stream.of(structures(), attacks(), values()).flatMap(Function.identity());
    }

    private static Stream<Arguments> structures() {
        return Stream.of(
                Arguments.of("empty", "", "the file is empty"),
                Arguments.of("blank", " \n\n", "the file is empty"),
                Arguments.of("a comment", "# nothing\n", "the file is empty"),
                Arguments.of("null", "null", "is empty, not fields"),
                Arguments.of("a word", "hello", "is 'hello', not fields"),
                Arguments.of("a list", "- a\n- b\n", "is a list, not fields"),
                Arguments.of("not YAML", "{", "is not YAML"),
                Arguments.of("a tab", "metadata:\n\tname: a\n", "is not YAML"),
                Arguments.of("a null character", "kind: \u0000", "character U+0000"),
                Arguments.of("a lone surrogate", "kind: \ud800", "U+D800"),
                Arguments.of(
                        "two documents", "kind: Action\n---\nkind: Action\n", "a second document"),
                Arguments.of(
                        "a key that is a list", "? [a, b]\n: c\n", "'(not a word)' is not a field"),
                Arguments.of("an empty key", "\"\": c\n", "'' is not a field"));
    }

    private static Stream<Arguments> attacks() {
        return Stream.of(
                Arguments.of("deep brackets", "[".repeat(10_000), "nested more than"),
                Arguments.of("deep mapping", deepMapping(), "nested more than"),
                Arguments.of(
                        "deep in a field",
                        "spec: " + "[".repeat(10_000) + "]".repeat(10_000),
                        "nested more than"),
                Arguments.of("billion laughs", laughs(), "anchor"),
                Arguments.of("itself", "&a [*a]", "anchor"),
                Arguments.of("a merge", "a: &x {b: 1}\nc: {<<: *x}\n", "anchor"),
                Arguments.of("a class", "!!javax.script.ScriptEngineManager [a]", "tag"),
                Arguments.of("a local tag", "kind: !Action x", "tag"),
                Arguments.of(
                        "a megabyte", "x".repeat(1_000_000), "the file has 1000000 characters"),
                Arguments.of("many keys", manyKeys(), "is not a field"),
                Arguments.of("a long key", "k".repeat(200_000) + ": 1", "is not YAML"),
                Arguments.of(
                        "a deep expression", with("customer: \"" + "(".repeat(2_000) + "\""), ""),
                Arguments.of(
                        "a long expression", with("customer: \"" + "1+".repeat(4_000) + "1\""), ""),
                Arguments.of(
                        "an evil pattern",
                        with("customer: \"event.id.matches('(a{1000}){1000}') ? 'a' : 'b'\""),
                        "the regular expression"));
    }

    private static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(
                        "another kind",
                        "apiVersion: apps/v1\nkind: Deployment\n",
                        "'Deployment' is not known"),
                Arguments.of(
                        "a byte order mark in the middle",
                        "kind: a\ufeffb",
                        "'a\ufeffb' is not known"),
                Arguments.of(
                        "unicode names",
                        ActionFileTest.SMALL.replace("name: merge-time,", "name: größe,"),
                        "'größe' does not fit"),
                Arguments.of(
                        "a right-to-left name",
                        ActionFileTest.SMALL.replace("name: merge-time,", "name: \u202ea,"),
                        "does not fit"),
                Arguments.of(
                        "numbers for names",
                        ActionFileTest.SMALL.replace("name: merge-time,", "name: 12,"),
                        "'12' is a number to YAML"),
                Arguments.of("octal", with("scale: {max: 010}"), "'010' is not such a number"),
                Arguments.of(
                        "a huge number",
                        with("scale: {max: 99999999999999999999}"),
                        "is not such a number"),
                Arguments.of("sexagesimal", with("scale: {max: 1:30}"), "is not such a number"),
                Arguments.of("a float", with("scale: {max: 1.5}"), "is not such a number"),
                Arguments.of(
                        "a huge time", with("retry: {maxDelay: 999999999h}"), "is out of bounds"),
                Arguments.of("a negative time", with("retry: {maxDelay: -1s}"), "is not a time"));
    }

    @Test
    void noMutationOfAFileThrows() {
        Random random = new Random(20_261_121);
        String pieces = "{}[]:,#&*!|>'\"%@`- \n\t\\?~0a.\u0000\ud83dé<=";
        for (int i = 0; i < 400; i++) {
            StringBuilder text = new StringBuilder(ActionFileTest.BLOCK);
            for (int edits = 1 + random.nextInt(4); edits > 0 && text.length() > 2; edits--) {
                int at = random.nextInt(text.length() - 1);
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, pieces.charAt(random.nextInt(pieces.length())));
                    default -> text.setLength(Math.max(2, at));
                }
            }
            if (ActionFile.read("a.yaml", text.toString())
                    instanceof ParsedAction.Invalid(List<ActionProblem> problems)) {
                assertThat(problems).as(text.toString()).isNotEmpty();
            }
        }
    }

    private static String with(String line) {
        return ActionFileTest.SMALL + "  " + line + "\n";
    }

    private static String deepMapping() {
        return IntStream.range(0, 600)
                .mapToObj(depth -> " ".repeat(depth) + "a:\n")
                .collect(Collectors.joining());
    }

    private static String laughs() {
        StringBuilder text = new StringBuilder("a0: &a0 [lol]\n");
        for (int i = 1; i < 20; i++) {
            text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }
        return text.toString();
    }

    private static String manyKeys() {
        return IntStream.range(0, 20_000)
                .mapToObj(i -> "key" + i + ": 1\n")
                .collect(Collectors.joining());
    }
}
