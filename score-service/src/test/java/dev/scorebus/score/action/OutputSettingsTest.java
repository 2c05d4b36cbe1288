package dev.scorebus.score.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.ScorebusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/// Outputs that name what the settings of the service have, or do not have.
@ScorebusTest
class OutputSettingsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Environment environment;

    OutputSettingsTest(Environment environment) {
        this.environment = environment;
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add(
                "scorebus.score.connections.results.url",
                () -> "jdbc:postgresql://db.example/scores");
        registry.add("scorebus.score.connections.spare.url", () -> "jdbc:postgresql://b.example/s");
        registry.add("scorebus.score.webhook.allowed-hosts", () -> "hooks.example,10.1.0.0/16");
    }

    @Test
    void whatTheSettingsDoNotHaveIsNamedWithItsFieldAndWithWhatTheyHave() throws Exception {
        HttpResponse<String> refused =
                put(
                        "elsewhere",
                        """
                        - topic: a
                        - postgres: {connection: resluts, table: scores}
                        - webhook: {url: 'https://hook.example/scores'}
                        - webhook: {url: 'http://10.2.0.1/scores'}
                        - file: {path: merge-time, format: csv}
                        """);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        JsonNode problem = WireJson.mapper().readTree(refused.body());
        assertThat(problem.path("problems").valueStream().map(JsonNode::asString))
                .containsExactly(
                        "elsewhere.yaml: spec.outputs[1].postgres.connection: connection 'resluts' is not among this service's settings (scorebus.score.connections); known: results, spare",
                        "elsewhere.yaml: spec.outputs[2].webhook.url: webhook host 'hook.example' is not among this service's settings (scorebus.score.webhook.allowed-hosts); known: 10.1.0.0/16, hooks.example",
                        "elsewhere.yaml: spec.outputs[3].webhook.url: webhook host '10.2.0.1' is not among this service's settings (scorebus.score.webhook.allowed-hosts); known: 10.1.0.0/16, hooks.example",
                        "elsewhere.yaml: spec.outputs[4].file.path: files of 'merge-time' cannot be written: this service's settings allow none (scorebus.score.files.folder)");
        assertThat(ask("elsewhere", "GET", "").statusCode()).isEqualTo(404);
    }

    @Test
    void whatTheSettingsHaveIsTakenWhetherItIsThereOrNot() throws Exception {
        HttpResponse<String> taken =
                put(
                        "known",
                        """
                        - postgres: {connection: results, table: scores}
                        - webhook: {url: 'https://HOOKS.example/scores'}
                        - webhook: {url: 'http://10.1.2.3/scores'}
                        """);

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
    }

    private HttpResponse<String> put(String name, String outputs)
            throws IOException, InterruptedException {
        return ask(
                name,
                "PUT",
                """
                apiVersion: scorebus.dev/v1
                kind: Action
                metadata: {name: %1$s, owner: tests}
                spec:
                  program: trees
                  model: {name: no-such-model}
                  mode: batch
                  input: {topics: [%1$s-in]}
                  outputs:
                %2$s"""
                        .formatted(name, outputs.indent(4)));
    }

    private HttpResponse<String> ask(String name, String method, String body)
            throws IOException, InterruptedException {
        String port = environment.getRequiredProperty("local.server.port");
        return HTTP.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%s/api/actions/%s".formatted(port, name)))
                        .header("Content-Type", "application/yaml")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
