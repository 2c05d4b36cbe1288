package dev.scorebus.tracking.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.tracking.ServiceClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// What ends before any controller sees it is a problem document on both ports, never a page.
@ScorebusTest
class RefusedRequestTest {
    private final ServiceClient service;

    RefusedRequestTest(Environment environment) {
        this.service = new ServiceClient(environment);
    }

    @Test
    void theErrorPathItselfIsAProblem() {
        assertProblem(service.ask("/error"), 404);
    }

    @Test
    void whatTomcatRefusesIsAProblemOnTheApiPort() {
        assertProblem(service.ask("/api/frontiers%00"), 400);
    }

    @Test
    void whatTomcatRefusesIsAProblemOnTheManagementPort() {
        assertProblem(service.askManagement("/actuator/health%00"), 400);
    }

    @Test
    void aParameterThatNothingReadsIsRefusedWithThoseThatAre() {
        HttpResponse<String> refused = service.ask("/api/summaries?mode=STREAM&actoin=merge-time");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("unknown-parameter", "'actoin' is not a parameter here")
                .contains("did you mean 'action'?; allowed: action, mode, since, until, step");
        assertThat(service.ask("/api/frontiers?a=1").body()).contains("'a' is not a parameter");
        assertThat(service.ask("/api/summaries?mode=STREAM").statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyIsTakenAsItIsWritten() {
        HttpResponse<String> refused =
                service.post(
                        "/api/dead-letters/discard",
                        "{\"action\": 7, \"filter\": {}, \"reason\": \"r\", \"who\": \"me\"}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("action is not a text");
    }

    private static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        JsonNode problem = WireJson.mapper().readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asString())
                .isEqualTo("https://scorebus.dev/problems/http-" + status);
        assertThat(problem.path("detail").asString()).isNotBlank();
    }
}
