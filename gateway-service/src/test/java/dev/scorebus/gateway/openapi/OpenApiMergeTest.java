package dev.scorebus.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.gateway.table.Service;
import dev.scorebus.message.WireJson;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OpenApiMergeTest {
    private static final String SCORE =
            """
            {"openapi": "3.1.0", "paths": {
               "/api/models/{name}/score": {"post": {"operationId": "score", "tags": ["rest"],
                 "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Score"}}}}}}},
               "/v2/models/{m}/infer": {"post": {"operationId": "infer"}},
               "/internal": {"get": {"operationId": "internal"}},
               "/api/models": {"get": {"operationId": "notMine"}}},
             "components": {"schemas": {
               "Score": {"type": "object", "properties": {"model": {"$ref": "#/components/schemas/Model"}}},
               "Model": {"type": "object", "properties": {"version": {"type": "string"}}}}}}
            """;
    private static final String TRAIN =
            """
            {"openapi": "3.1.0", "paths": {
               "/api/models": {"get": {"operationId": "list",
                 "responses": {"200": {"$ref": "#/components/responses/Models"}}}}},
             "components": {"responses": {"Models": {"description": "all"}}, "schemas": {
               "Model": {"oneOf": [{"$ref": "#/components/schemas/A"}],
                 "discriminator": {"propertyName": "kind", "mapping": {"a": "#/components/schemas/A"}}},
               "A": {"type": "object", "properties": {"$ref": {"type": "string"}}}}}}
            """;

    @Test
    void onlyWhatTheGatewayRoutesToAServiceIsTakenFromIt() {
        JsonNode merged = merge(Map.of(Service.SCORE, read(SCORE), Service.TRAIN, read(TRAIN)));

        assertThat(merged.path("paths").propertyNames())
                .containsExactly("/api/models", "/api/models/{name}/score", "/v2/models/{m}/infer");
        assertThat(merged.at("/paths/~1api~1models/get/operationId").asString())
                .isEqualTo("train.list");
    }

    @Test
    void namesThatTwoServicesUseStayApartAndReferencesFollow() {
        JsonNode merged = merge(Map.of(Service.SCORE, read(SCORE), Service.TRAIN, read(TRAIN)));

        JsonNode schemas = merged.at("/components/schemas");
        assertThat(schemas.propertyNames())
                .containsExactlyInAnyOrder("score.Score", "score.Model", "train.Model", "train.A");
        assertThat(schemas.path("score.Score").at("/properties/model/$ref").asString())
                .isEqualTo("#/components/schemas/score.Model");
        assertThat(schemas.path("train.Model").at("/discriminator/mapping/a").asString())
                .isEqualTo("#/components/schemas/train.A");
        assertThat(merged.at("/paths/~1api~1models/get/responses/200/$ref").asString())
                .isEqualTo("#/components/responses/train.Models");
        assertThat(schemas.path("train.A").at("/properties/$ref/type").asString())
                .isEqualTo("string");
        everyReferenceLeadsSomewhere(merged, merged);
    }

    @Test
    void everyOperationHasItsServicesTagAlone() {
        JsonNode merged = merge(Map.of(Service.SCORE, read(SCORE), Service.TRAIN, read(TRAIN)));

        assertThat(merged.at("/paths/~1api~1models~1{name}~1score/post/tags").toString())
                .isEqualTo("[\"score-service\"]");
        assertThat(merged.path("tags").toString())
                .isEqualTo("[{\"name\":\"score-service\"},{\"name\":\"train-service\"}]");
    }

    @Test
    void aServiceThatIsDownIsNamedAndTheNamesOfTheOthersDoNotChange() {
        JsonNode both = merge(Map.of(Service.SCORE, read(SCORE), Service.TRAIN, read(TRAIN)));
        JsonNode one =
                merge(
                        Map.of(
                                Service.SCORE,
                                new Fetched.Missing("no answer"),
                                Service.TRAIN,
                                read(TRAIN)));

        assertThat(one.path("x-unavailable").toString())
                .isEqualTo("[{\"service\":\"score-service\",\"reason\":\"no answer\"}]");
        assertThat(one.at("/paths/~1api~1models")).isEqualTo(both.at("/paths/~1api~1models"));
        assertThat(both.has("x-unavailable")).isFalse();
    }

    @Test
    void aLockedGatewaySaysThatATokenIsNeeded() {
        JsonNode merged = new OpenApiMerge(true).merge(Map.of(Service.TRAIN, read(TRAIN)));

        assertThat(merged.at("/components/securitySchemes/token/scheme").asString())
                .isEqualTo("bearer");
        assertThat(merged.path("security").toString()).isEqualTo("[{\"token\":[]}]");
    }

    private static JsonNode merge(Map<Service, Fetched> answers) {
        return new OpenApiMerge(false).merge(answers);
    }

    private static Fetched read(String json) {
        return new Fetched.Document((ObjectNode) WireJson.mapper().readTree(json));
    }

    private static void everyReferenceLeadsSomewhere(JsonNode node, JsonNode root) {
        JsonNode reference = node.path("$ref");
        if (reference.isString()) {
            assertThat(root.at(reference.asString().substring(1)).isMissingNode())
                    .as(reference.asString())
                    .isFalse();
        }
        node.forEach(child -> everyReferenceLeadsSomewhere(child, root));
    }
}
