package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class MetricRulesTest {
    private final MetricRules rules = new MetricRules();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name': 'rows', 'kind': 'counter', 'value': 3}",
                "{'name': 'rows', 'kind': 'counter', 'value': 0, 'labels': {}}",
                "{'name': 'rows', 'kind': 'gauge', 'value': -1.5, 'labels': {'lang': 'go'}}",
                "{'name': 'rows', 'kind': 'histogram', 'value': 1e300, 'labels': null}"
            })
    void whatKeepsTheRulesIsPassedOn(String frame) {
        assertThat(read(frame)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'name': 'Rows', 'kind': 'counter', 'value': 3}",
                "{'name': 'rows', 'kind': 'summary', 'value': 3}",
                "{'name': 'rows', 'kind': 'counter', 'value': -1}",
                "{'name': 'rows', 'kind': 'gauge', 'value': 1e999}",
                "{'name': 'rows', 'kind': 'gauge', 'value': '3'}",
                "{'name': 'rows', 'kind': 'gauge', 'value': 3, 'labels': {'a b': 'x'}}",
                "{'name': 'rows', 'kind': 'gauge', 'value': 3, 'labels': {'a': 3}}",
                "{'name': 'rows', 'kind': 'gauge', 'value': 3, 'labels': []}",
                "{'name': 'rows', 'kind': 'gauge', 'value': 3, 'labels': {'a':'1','b':'1','c':'1','d':'1','e':'1','f':'1'}}"
            })
    void whatBreaksThemIsDropped(String frame) {
        assertThat(read(frame)).isNull();
    }

    @Test
    void aLabelHasAtMostAHundredCharacters() {
        assertThat(read(labelled("x".repeat(100)))).isNotNull();
        assertThat(read(labelled("x".repeat(101)))).isNull();
    }

    @Test
    void aProgramHasAtMostAThousandSeriesAndThoseItHasGoOn() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(read(labelled("value " + i))).isNotNull();
        }

        assertThat(read(labelled("one more"))).isNull();
        assertThat(Objects.requireNonNull(read(labelled("value 7"))).labels())
                .isEqualTo(Map.of("a", "value 7"));
    }

    private static String labelled(String value) {
        return "{'name': 'rows', 'kind': 'counter', 'value': 1, 'labels': {'a': '%s'}}"
                .formatted(value);
    }

    private @Nullable Metric read(String frame) {
        return rules.read((ObjectNode) new JsonMapper().readTree(frame.replace('\'', '"')));
    }
}
