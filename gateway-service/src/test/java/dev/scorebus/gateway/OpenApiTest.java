package dev.scorebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = RunningGateway.start("--scorebus.gateway.upstreams.tracking=http://127.0.0.1:1");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void whatIsThereIsServedAndWhatIsNotIsNamed() {
        gateway.train.behave(
                exchange ->
                        StubService.reply(
                                exchange,
                                200,
                                "application/json",
                                "{\"paths\":{\"/api/models\":{\"get\":{\"operationId\":\"list\"}}}}"));

        HttpResponse<String> document = gateway.get("/openapi.json");

        assertThat(document.statusCode()).isEqualTo(200);
        assertThat(document.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(document.body())
                .contains("\"operationId\":\"train.list\"", "\"tags\":[\"train-service\"]")
                .contains("{\"service\":\"score-service\",\"reason\":\"answered no JSON\"}")
                .contains(
                        "{\"service\":\"tracking-service\",\"reason\":\"cannot be reached at http://127.0.0.1:1\"}");
    }

    @Test
    void theBareAddressTellsWhereToReadOn() {
        HttpResponse<String> root = gateway.get("/");

        assertThat(root.statusCode()).isEqualTo(200);
        assertThat(root.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(root.body())
                .contains("\"name\":\"scorebus\"", "\"version\":\"")
                .contains("\"/api\",\"/v1\",\"/v2\"", "/openapi.json", "/swagger-ui.html");
    }

    @Test
    void aPageShowsIt() {
        HttpResponse<String> redirect = gateway.get("/swagger-ui.html");
        assertThat(redirect.statusCode()).isEqualTo(302);
        String page = redirect.headers().firstValue("Location").orElseThrow();

        assertThat(gateway.get(page).body()).contains("swagger-ui");
        assertThat(gateway.get("/swagger-ui/swagger-ui-bundle.js").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/v3/api-docs/swagger-config").body())
                .contains("\"url\":\"/openapi.json\"");
    }
}
