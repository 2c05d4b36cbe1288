package dev.scorebus.testkit.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTest {
    private static final String SOUND =
            """
            # HELP scorebus_messages_total Messages that were given a fate
            # TYPE scorebus_messages_total counter
            scorebus_messages_total{action="a\\"},{",mode="STREAM"} 3.0
            # HELP scorebus_stage_duration_seconds Where the time goes
            # TYPE scorebus_stage_duration_seconds histogram
            scorebus_stage_duration_seconds_bucket{le="0.1"} 1
            scorebus_stage_duration_seconds_bucket{le="+Inf"} 2
            scorebus_stage_duration_seconds_sum 0.3
            scorebus_stage_duration_seconds_count 2
            # HELP scorebus_consumer_lag Messages that wait
            # TYPE scorebus_consumer_lag gauge
            scorebus_consumer_lag 7
            """;

    @Test
    void soundMetricsAreNotBlamed() {
        assertThat(Exposition.read(SOUND).problems()).isEmpty();
        assertThat(Exposition.read(SOUND).names())
                .containsExactly(
                        "scorebus_consumer_lag",
                        "scorebus_messages_total",
                        "scorebus_stage_duration_seconds");
        assertThat(Promtool.check(SOUND).orElse(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "scorebus_messages, counter, _total",
        "scorebus_lag_total, gauge, non-counter",
        "scorebus_lag_count, gauge, _count",
        "scorebus_wait_ms, gauge, abbreviated",
        "scorebus_wait_milliseconds, gauge, seconds",
        "scorebus_consumerLag, gauge, snake_case",
        "scorebus_lag_gauge, gauge, type",
        "scorebus:lag, gauge, ':'"
    })
    void whatPromtoolWouldBlameIsBlamed(String name, String type, String words) {
        String text = "# HELP %s Help\n# TYPE %s %s\n%s 1\n".formatted(name, name, type, name);

        assertThat(Exposition.read(text).problems())
                .anySatisfy(problem -> assertThat(problem).startsWith(name).contains(words));
        Optional<List<String>> promtool = Promtool.check(text);
        assertThat(promtool.isEmpty() || !promtool.get().isEmpty())
                .as("promtool blames it too")
                .isTrue();
    }

    @Test
    void aMissingHelpTextAndAForeignLabelAreBlamed() {
        assertThat(Exposition.read("# TYPE lag gauge\nlag{le=\"1\",appName=\"x\"} 1\n").problems())
                .contains(
                        "lag no help text",
                        "lag non-histogram metrics should not have \"le\" label",
                        "lag names should be written in 'snake_case' not 'camelCase'");
        assertThat(Exposition.read("what is this\n").problems()).isNotEmpty();
    }
}
