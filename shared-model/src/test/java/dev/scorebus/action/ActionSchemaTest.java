package dev.scorebus.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.scorebus.message.WireJson;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class ActionSchemaTest {
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(ActionSchema.text(), InputFormat.JSON);

    @Test
    void theSchemaInTheRepositoryIsTheOneOfTheParser() {
        GeneratedFile.of("docs/reference/action-v1.schema.json").shouldBe(ActionSchema.text());
    }

    @Test
    void theSchemaIsOneByItsOwnSpecification() {
        Schema meta =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(meta.validate(ActionSchema.text(), InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explain: all",
                "explain: none",
                "maxWait: 1h",
                "cpu: 500m",
                "cpu: 0.5",
                "cpu: '2'",
                "memory: 536870912",
                "owner: \"no\"",
                "owner: Jürgen Müller",
                "ordering: partition",
                "maxRetries: 5",
                "outputs: [{postgres: {connection: local, table: s.t, key: subject}}, {webhook: {url: 'https://a.example:8443/x?y=z'}}]",
                "outputs: [{file: {path: a/b, format: parquet}}]",
            })
    void whatTheParserTakesTheSchemaTakesToo(String line) {
        String yaml = changed(line);

        assertThat(ActionFile.read("a.yaml", yaml)).isInstanceOf(ParsedAction.Valid.class);
        assertThat(isValid(yaml)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: Akton",
                "owner: no",
                "owner: 7",
                "owner:",
                "owner: ''",
                "owner: [a]",
                "name: A",
                "mode: streem",
                "mode: stream",
                "mode: batch",
                "mode: request",
                "explain: top-0",
                "comand: score",
                "command: train",
                "maxMessages: 1",
                "maxMessages: '500'",
                "maxWait: 30",
                "maxWait: 30 s",
                "maxRetries: 6",
                "maxRetries: 0",
                "min: -1",
                "cpu: 0",
                "cpu: fast",
                "memory: 5Zi",
                "topic: a/b",
                "topics: []",
                "topics: pull-requests",
                "topics: [a, a]",
                "customer: 3",
                "outputs: []",
                "outputs: [{}]",
                "outputs: [{topic: a, file: {path: b, format: csv}}]",
                "outputs: [{postgres: {connection: local}}]",
                "outputs: [{webhook: {url: 'ftp://a.example'}}]",
                "outputs: [{file: {path: /etc, format: csv}}]",
            })
    void whatTheSchemaRefusesTheParserRefusesToo(String line) {
        String yaml = changed(line);

        assertThat(ActionFile.read("a.yaml", yaml)).isInstanceOf(ParsedAction.Invalid.class);
        assertThat(isValid(yaml)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filter: event.typ == 'x' | an expression",
                "maxWait: 25h             | a limit of time",
                "firstDelay: 1h           | one field against another",
                "min: 11                  | one field against another",
                "topic: pull-requests     | one field against another",
            })
    void whatOnlyTheParserSeesIsNamedHere(String line, String why) {
        String yaml = changed(line);

        assertThat(ActionFile.read("a.yaml", yaml))
                .as(why)
                .isInstanceOf(ParsedAction.Invalid.class);
        assertThat(isValid(yaml)).isTrue();
    }

    @Test
    void aFileOfAnyModeThatTheParserTakesFitsTheSchema() {
        String request =
                """
                apiVersion: scorebus.dev/v1
                kind: Action
                metadata: {name: a, owner: b}
                spec: {program: trees, model: {name: m}, mode: request, scale: {min: 2, max: 3}}
                """;

        assertThat(isValid(request)).isTrue();
        assertThat(isValid(request.replace("model: {name: m}, ", ""))).isFalse();
        assertThat(isValid(request.replace("trees", "nlp").replace("model: {name: m}, ", "")))
                .isTrue();
        assertThat(isValid(ActionFileTest.SMALL)).isTrue();
        assertThat(isValid(ActionFileTest.SMALL.replaceFirst("  input: .*\\n", ""))).isFalse();
    }

    /// The full file with the line of that key in place of its own; a key it has not comes in as a line of `spec`.
    private static String changed(String line) {
        String key = line.substring(0, line.indexOf(':'));
        String block = ActionFileTest.BLOCK;
        String changed =
                block.replaceFirst(
                        "(?m)^( *(- )?)" + key + ":.*(\\n +- topic: m.*)?$",
                        "$1" + Matcher.quoteReplacement(line));
        return changed.equals(block)
                ? block.replace("  program: trees\n", "  program: trees\n  " + line + "\n")
                : changed;
    }

    private static boolean isValid(String yaml) {
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return SCHEMA.validate(WireJson.mapper().valueToTree(document)).isEmpty();
    }
}
