package dev.scorebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AccessTest {
    private static final String TOKEN = "q8Zr0Y5cJmW1xV7uKpN3tB6sD9fG2hL4aE_wRyTiOkM";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--server.address=0.0.0.0",
                "--server.address=",
                "--management.server.address="
            })
    void withoutTokensNothingButLoopbackIsListenedOn(String setting, CapturedOutput output) {
        assertThatThrownBy(() -> RunningGateway.start(setting).close()).isNotNull();

        assertThat(output)
                .contains("APPLICATION FAILED TO START", "which is not loopback", "Action:")
                .contains(setting.substring(2, setting.indexOf('=')) + " to 127.0.0.1");
    }

    @Test
    void withATokenTheGatewayListensEverywhereAndAsksForIt(@TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        try (RunningGateway gateway =
                RunningGateway.start(
                        "--server.address=0.0.0.0",
                        "--management.server.address=0.0.0.0",
                        "--scorebus.access.token-file=" + file)) {
            HttpResponse<String> api = gateway.get("/api/models");
            assertThat(api.statusCode()).isEqualTo(401);
            assertThat(api.headers().allValues("WWW-Authenticate"))
                    .contains("Bearer realm=\"scorebus\"");
            assertThat(api.body()).contains("\"status\":401", "Authorization: Bearer");
            HttpResponse<String> v2 = gateway.get("/v2/models");
            assertThat(v2.statusCode()).isEqualTo(401);
            assertThat(v2.body()).startsWith("{\"error\":");
            assertThat(gateway.get("/openapi.json").statusCode()).isEqualTo(401);
            assertThat(gateway.score.forget()).isEmpty();

            assertThat(
                            gateway.send(
                                            gateway.request("/v2/models")
                                                    .header("Authorization", "Bearer " + TOKEN))
                                    .body())
                    .isEqualTo("score");
            assertThat(gateway.score.takeReceived().header("Authorization"))
                    .isEqualTo("Bearer " + TOKEN);
            gateway.send(
                    gateway.request("/openapi.json").header("Authorization", "Bearer " + TOKEN));
            assertThat(gateway.train.takeReceived().header("Authorization"))
                    .as("the gateway shows its own token to the services")
                    .isEqualTo("Bearer " + TOKEN);
            probesPassAndSayNothingMore(gateway);
        }
    }

    private static void probesPassAndSayNothingMore(RunningGateway gateway) {
        for (String probe : new String[] {"/livez", "/readyz"}) {
            assertThat(gateway.get(probe).body()).isEqualTo("{\"status\":\"UP\"}");
        }
        for (String probe :
                new String[] {"/actuator/health/liveness", "/actuator/health/readiness"}) {
            assertThat(gateway.manage(probe).body()).isEqualTo("{\"status\":\"UP\"}");
        }
        for (String other :
                new String[] {"/actuator/health", "/actuator/prometheus", "/actuator/info"}) {
            assertThat(gateway.manage(other).statusCode()).isEqualTo(401);
        }
    }
}
