package dev.scorebus.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilterReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusFilterTest {
    private final PrometheusFilter filter = new PrometheusFilter();

    @ParameterizedTest
    @CsvSource({
        "jvm.compilation.time, ms, COUNTER, DENY",
        "process.cpu.time, ns, COUNTER, DENY",
        "kafka.producer.io.time.ns.total, , COUNTER, DENY",
        "system.cpu.count, , GAUGE, DENY",
        "kafka.consumer.connection.count, , GAUGE, DENY",
        "http.server.requests, ms, TIMER, NEUTRAL",
        "jvm.memory.used, bytes, GAUGE, NEUTRAL",
        "system.load.average.1m, , GAUGE, NEUTRAL",
        "scorebus.messages, , COUNTER, NEUTRAL",
        "kafka.consumer.records.consumed.total, , COUNTER, NEUTRAL"
    })
    void whatPrometheusWouldBlameIsLeftOut(
            String name, @Nullable String unit, Meter.Type type, MeterFilterReply reply) {
        assertThat(filter.accept(new Meter.Id(name, Tags.empty(), unit, null, type)))
                .isEqualTo(reply);
    }

    @ParameterizedTest
    @CsvSource({", http server requests", "How long, How long"})
    void whatHasNoHelpTextIsGivenOne(@Nullable String before, String after) {
        Meter.Id id =
                new Meter.Id(
                        "http.server.requests", Tags.of("a", "b"), null, before, Meter.Type.TIMER);

        assertThat(filter.map(id).getDescription()).isEqualTo(after);
        assertThat(filter.map(id).getTags()).isEqualTo(id.getTags());
    }
}
