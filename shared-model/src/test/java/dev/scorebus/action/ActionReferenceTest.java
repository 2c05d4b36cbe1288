package dev.scorebus.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class ActionReferenceTest {
    private static final GeneratedFile PAGE = GeneratedFile.of("docs/reference/action-file.md");
    private static final Pattern GENERATED =
            Pattern.compile("(?s)(<!-- fields -->\n).*(<!-- end of fields -->)");
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

    @Test
    void theTablesOnThePageAreThoseOfTheParser() {
        Matcher page = GENERATED.matcher(PAGE.text());
        assertThat(page.find()).as("%s has the place for the tables", PAGE.path()).isTrue();

        PAGE.shouldBe(
                page.replaceFirst(
                        "$1" + Matcher.quoteReplacement(ActionReference.tables()) + "$2"));
    }

    @Test
    void everyFieldIsOnThePage() {
        assertThat(ActionReference.paths())
                .hasSizeGreaterThan(30)
                .allSatisfy(
                        path ->
                                assertThat(PAGE.text())
                                        .contains(
                                                "| `"
                                                        + path.substring(path.lastIndexOf('.') + 1)
                                                        + "` |"));
    }

    @Test
    void everyFileOnThePageIsRight() {
        List<String> files =
                YAML.matcher(PAGE.text()).results().map(match -> match.group(1)).toList();

        assertThat(files)
                .hasSizeGreaterThan(2)
                .allSatisfy(
                        file ->
                                assertThat(ActionFile.read("a.yaml", file))
                                        .isInstanceOf(ParsedAction.Valid.class));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void theExampleOfAFieldIsOneOfItsValues(Field<?> field) {
        Problems problems = new Problems("example");

        Object value =
                field.shape()
                        .read(
                                new Yaml().compose(new StringReader(field.example())),
                                field.name(),
                                problems);

        assertThat(problems.inOrder()).isEmpty();
        assertThat(value).isNotNull();
    }

    static Stream<Field<?>> fields() {
        return fields(ActionFields.FILE);
    }

    private static Stream<Field<?>> fields(Shape<?> shape) {
        return switch (shape) {
            case Shape.Section section ->
                    section.fields().stream()
                            .flatMap(
                                    field ->
                                            Stream.concat(Stream.of(field), fields(field.shape())));
            case Shape.Many<?>(Shape<?> element) -> fields(element);
            case Scalar<?> _ -> Stream.of();
        };
    }
}
