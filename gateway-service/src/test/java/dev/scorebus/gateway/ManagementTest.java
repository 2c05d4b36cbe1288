package dev.scorebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementTest {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void allServicesAreReady() {
        gateway.score.behave(gateway.score.byName("score"));
        gateway.train.behave(gateway.train.byName("train"));
        gateway.tracking.behave(gateway.tracking.byName("tracking"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/liveness", "/health/readiness", "/info"})
    void whatAnOrchestratorNeedsIsThere(String endpoint) {
        assertThat(gateway.manage("/actuator" + endpoint).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/auditevents",
                "/beans",
                "/caches",
                "/conditions",
                "/configprops",
                "/env",
                "/features",
                "/gateway",
                "/gateway/routes",
                "/heapdump",
                "/httpexchanges",
                "/jolokia",
                "/loggers",
                "/logfile",
                "/mappings",
                "/metrics",
                "/refresh",
                "/restart",
                "/scheduledtasks",
                "/sbom",
                "/shutdown",
                "/startup",
                "/threaddump"
            })
    void nothingElseIs(String endpoint) {
        assertThat(gateway.manage("/actuator" + endpoint).statusCode()).isEqualTo(404);
    }

    @Test
    void theApiPortHasNoManagement() {
        for (String endpoint : new String[] {"health", "info", "prometheus", "gateway/routes"}) {
            assertThat(gateway.get("/actuator/" + endpoint).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void readinessSaysHowEachServiceIs() {
        gateway.train.behave(
                exchange -> StubService.reply(exchange, 503, "application/json", "{}"));

        HttpResponse<String> readiness = gateway.manage("/actuator/health/readiness");

        assertThat(readiness.statusCode()).isEqualTo(200);
        assertThat(readiness.body())
                .contains(
                        "\"score\":\"UP\"",
                        "\"train\":\"NOT READY: answered 503\"",
                        "\"tracking\":\"UP\"");
    }

    @Test
    void theGatewayIsNotReadyWhenNoServiceIsAndItIsAliveAllTheSame() {
        for (StubService service :
                new StubService[] {gateway.score, gateway.train, gateway.tracking}) {
            service.behave(exchange -> StubService.reply(exchange, 503, "text/plain", ""));
        }

        assertThat(gateway.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(gateway.get("/livez").statusCode()).isEqualTo(200);
    }
}
