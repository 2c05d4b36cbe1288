package dev.scorebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.testkit.metrics.Exposition;
import dev.scorebus.testkit.metrics.Promtool;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void prometheusFindsNothingWrongWithTheMetrics() throws IOException {
        try (RunningGateway gateway = RunningGateway.start()) {
            gateway.get("/v2");
            gateway.get("/unknown");
            gateway.get("/readyz");

            String exposition = gateway.manage("/actuator/prometheus").body();

            assertThat(Exposition.read(exposition).problems()).isEmpty();
            assertThat(Exposition.read(exposition).names())
                    .contains("http_server_requests_seconds", "jvm_memory_used_bytes");
            assertThat(Promtool.check(exposition).orElse(List.of())).isEmpty();
        }
    }
}
