package dev.scorebus.score.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.scorebus.message.Topics;
import dev.scorebus.model.RegistryRecord;
import dev.scorebus.score.fixture.FakeTrainService;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.score.request.Client.Answer;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@ScorebusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestTest {
    private static final String ROW = "{\"team_size\": 4, \"member\": true, \"lang\": \"go\"}";
    private static final FakeTrainService TRAIN = new FakeTrainService();

    private final TestTopics topics;
    private final Topics names;
    private final Client client;
    private final TinyModel classes = TinyModel.classes("merge-time", null, 1);
    private final TinyModel older = TinyModel.classes("merge-time", null, 2);
    private final TinyModel netty = TinyModel.classes("merge-time", "netty", 3);

    RequestTest(TestTopics topics, Topics names, @LocalServerPort int port) {
        this.topics = topics;
        this.names = names;
        this.client = new Client(port);
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("scorebus.score.artefacts", TRAIN::url);
        registry.add("scorebus.score.models.cache", TRAIN::cache);
    }

    @BeforeAll
    void registerModels() {
        topics.create(names.models(), 1);
        TRAIN.register(topics, names, older);
        TRAIN.promote(topics, names, classes);
        TRAIN.promote(topics, names, netty);
        TRAIN.promote(topics, names, TinyModel.binary("merged", 1));
        TRAIN.promote(topics, names, TinyModel.regression("hours", 1));
        TRAIN.register(topics, names, TinyModel.regression("candidate", 9));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.get("/v2/models/hours/ready").status() == 200);
        await().until(() -> client.get("/v2/models/merge-time/ready").status() == 200);
    }

    @AfterAll
    static void stop() {
        TRAIN.close();
    }

    @Test
    void anObjectOfFeaturesIsScoredAndExplained() {
        Answer answer = client.post("/api/models/merge-time/score", ROW);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode score = answer.json();
        String value = score.get("value").asString();
        assertThat(value).isIn("HOUR", "DAY", "REST");
        JsonNode probabilities = score.get("probabilities");
        double sum = 0;
        for (String name : List.of("HOUR", "DAY", "REST")) {
            sum += probabilities.get(name).asDouble();
            assertThat(probabilities.get(name).asDouble())
                    .isLessThanOrEqualTo(probabilities.get(value).asDouble());
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
        assertThat(score.at("/explanation/of").asString()).isEqualTo(value);
        assertThat(score.at("/explanation/contributions").propertyNames())
                .containsExactlyInAnyOrder("team_size", "member", "lang", "tier");
        assertThat(score.at("/explanation/other").isMissingNode()).isTrue();
        assertThat(score.at("/model/name").asString()).isEqualTo("merge-time");
        assertThat(score.at("/model/version").asString()).isEqualTo(classes.version().version());
    }

    @Test
    void anArrayIsScoredRowByRowAndEqualsTheRowsAlone() {
        Answer many =
                client.post("/api/models/merge-time/score", "[" + ROW + ", {\"lang\":\"java\"}]");

        assertThat(many.status()).isEqualTo(200);
        assertThat(many.json().size()).isEqualTo(2);
        assertThat(many.json().get(0))
                .isEqualTo(client.post("/api/models/merge-time/score", ROW).json());
    }

    @Test
    void fieldsThatAreNoFeaturesPassWhereTheyAreToBeIgnored() {
        String whole = ROW.replace("{", "{\"id\": {\"more\": [1]}, ");
        String path = "/api/models/merge-time/score";

        assertThat(client.post(path, whole).status()).isEqualTo(400);
        assertThat(client.post(path + "?unknown=ignore", whole).json())
                .isEqualTo(client.post(path, ROW).json());
        assertThat(
                        client.post(
                                        "/v1/models/merge-time:predict?unknown=ignore",
                                        "{\"instances\": [" + whole + "]}")
                                .json())
                .isEqualTo(
                        client.post(
                                        "/v1/models/merge-time:predict",
                                        "{\"instances\": [" + ROW + "]}")
                                .json());
    }

    @Test
    void aTopExplanationKeepsTheLargestAndSumsTheRest() {
        JsonNode all = client.post("/api/models/merge-time/score", ROW).json().get("explanation");
        JsonNode top =
                client.post("/api/models/merge-time/score?explain=top-1", ROW)
                        .json()
                        .get("explanation");

        assertThat(top.get("contributions").size()).isEqualTo(1);
        String largest = all.get("contributions").propertyNames().iterator().next();
        assertThat(top.get("contributions").has(largest)).isTrue();
        double others = 0;
        for (String name : all.get("contributions").propertyNames()) {
            others += name.equals(largest) ? 0 : all.get("contributions").get(name).asDouble();
        }
        assertThat(top.get("other").asDouble()).isCloseTo(others, within(1e-5));
        assertThat(
                        client.post("/api/models/merge-time/score?explain=none", ROW)
                                .json()
                                .has("explanation"))
                .isFalse();
    }

    @Test
    void aCustomerGetsItsOwnModelAndOthersTheOneForAll() {
        assertThat(version("/api/models/merge-time/score?customer=netty"))
                .isEqualTo(netty.version().version());
        assertThat(version("/api/models/merge-time/score?customer=spring"))
                .isEqualTo(classes.version().version());
        assertThat(version("/api/models/merge-time/score?version=" + older.version().version()))
                .isEqualTo(older.version().version());
    }

    private String version(String path) {
        return client.post(path, ROW).json().at("/model/version").asString();
    }

    @Test
    void aBinaryModelExplainsItsPositiveClassAndARegressionANumber() {
        JsonNode binary = client.post("/api/models/merged/score", ROW).json();
        assertThat(binary.at("/explanation/of").asString()).isEqualTo("YES");
        double yes = binary.at("/probabilities/YES").asDouble();
        assertThat(binary.get("value").asString()).isEqualTo(yes >= 0.5 ? "YES" : "NO");
        assertThat(sum(binary.get("explanation")))
                .isCloseTo(Math.log(yes / (1 - yes)), within(1e-4));

        JsonNode number = client.post("/api/models/hours/score", ROW).json();
        assertThat(number.has("probabilities")).isFalse();
        assertThat(number.at("/explanation/of").isMissingNode()).isTrue();
        assertThat(sum(number.get("explanation")))
                .isCloseTo(number.get("value").asDouble(), within(1e-4));
    }

    private static double sum(JsonNode explanation) {
        double sum = explanation.get("base").asDouble();
        for (JsonNode contribution : explanation.get("contributions")) {
            sum += contribution.asDouble();
        }
        return sum;
    }

    @Test
    void tensorsNamedLikeFeaturesAreInferred() {
        Answer answer =
                client.post(
                        "/v2/models/merge-time/infer",
                        """
                        {"id": "mine", "parameters": {}, "unknown": {"a": [1]}, "inputs": [
                          {"data": [4, null], "name": "team_size", "datatype": "FP32", "shape": [2]},
                          {"name": "member", "datatype": "BOOL", "shape": [2, 1], "data": [[true], [false]]},
                          {"name": "lang", "datatype": "BYTES", "shape": [2], "data": ["go", "cobol"]}]}""");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.get("model_name").asString()).isEqualTo("merge-time");
        assertThat(json.get("model_version").asString()).isEqualTo(classes.version().version());
        assertThat(json.get("id").asString()).isEqualTo("mine");
        assertThat(names(json.get("outputs"))).containsExactly("predicted", "probabilities");
        assertThat(json.at("/outputs/0/datatype").asString()).isEqualTo("BYTES");
        assertThat(json.at("/outputs/0/shape").toString()).isEqualTo("[2]");
        assertThat(json.at("/outputs/1/shape").toString()).isEqualTo("[2,3]");
        assertThat(json.at("/outputs/1/data").size()).isEqualTo(6);
        assertThat(json.at("/outputs/0/data/0").asString())
                .isEqualTo(
                        client.post("/api/models/merge-time/score", ROW)
                                .json()
                                .get("value")
                                .asString());
    }

    @Test
    void aMatrixOverAllFeaturesIsInferredFlatOrNested() {
        String flat =
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP64\",\"shape\":[2,4],\"data\":[4,1,2,null,5,0,0,1]}]}";
        String nested = flat.replace("[4,1,2,null,5,0,0,1]", "[[4,1,2,null],[5,0,0,1]]");

        JsonNode one = client.post("/v2/models/merge-time/infer", flat).json();
        JsonNode other = client.post("/v2/models/merge-time/infer", nested).json();

        assertThat(one.get("outputs")).isNotNull().isEqualTo(other.get("outputs"));
        assertThat(one.get("id").asString()).isNotBlank().isNotEqualTo(other.get("id").asString());
        assertThat(one.at("/outputs/0/data/0").asString())
                .isEqualTo(
                        client.post("/api/models/merge-time/score", ROW)
                                .json()
                                .get("value")
                                .asString());
    }

    @Test
    void explanationsComeWhenAskedForByParameterOrByName() {
        String inputs =
                "\"inputs\":[{\"name\":\"lang\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"go\"]}]";
        JsonNode byParameter =
                client.post(
                                "/v2/models/merge-time/infer",
                                "{\"parameters\":{\"explain\":true}," + inputs + "}")
                        .json();
        JsonNode byName =
                client.post(
                                "/v2/models/merge-time/versions/"
                                        + classes.version().version()
                                        + "/infer",
                                "{\"outputs\":[{\"name\":\"explanation\"}]," + inputs + "}")
                        .json();

        assertThat(names(byParameter.get("outputs")))
                .containsExactly("predicted", "probabilities", "explanation");
        assertThat(names(byName.get("outputs"))).containsExactly("explanation");
        assertThat(byName.at("/outputs/0")).isEqualTo(byParameter.at("/outputs/2"));
        assertThat(byName.at("/outputs/0/parameters/content_type").asString()).isEqualTo("json");
        assertThat(byName.at("/outputs/0/data/0").asString()).contains("\"contributions\"");
    }

    private static List<String> names(JsonNode outputs) {
        List<String> names = new ArrayList<>();
        outputs.forEach(output -> names.add(output.get("name").asString()));
        return names;
    }

    @Test
    void theServerAndItsModelsDescribeThemselves() {
        JsonNode server = client.get("/v2").json();
        assertThat(server.get("name").asString()).isEqualTo("scorebus");
        assertThat(server.get("extensions").toString()).isEqualTo("[\"model_repository\"]");
        assertThat(client.get("/v2/").status()).isEqualTo(200);
        assertThat(client.get("/v2/health/live").body()).isEqualTo("{\"live\":true}");
        assertThat(client.get("/v2/health/ready").json().get("ready").asBoolean()).isTrue();
        assertThat(client.get("/readyz").status()).isEqualTo(200);
        assertThat(client.get("/livez").status()).isEqualTo(200);
        assertThat(client.get("/v2/models").json().at("/models").toString())
                .contains("\"candidate\",", "\"hours\",\"merge-time\",\"merged\"]");

        JsonNode model = client.get("/v2/models/merge-time").json();
        assertThat(model.get("platform").asString()).isEqualTo("scorebus_trees");
        assertThat(model.get("versions").size()).isEqualTo(3);
        assertThat(model.at("/inputs/0").toString())
                .isEqualTo("{\"name\":\"team_size\",\"datatype\":\"FP64\",\"shape\":[-1]}");
        assertThat(model.at("/outputs/1").toString())
                .isEqualTo("{\"name\":\"probabilities\",\"datatype\":\"FP64\",\"shape\":[-1,3]}");
        assertThat(
                        client.get("/v2/models/merge-time/versions/" + older.version().version())
                                .json()
                                .get("versions")
                                .size())
                .isEqualTo(1);
        assertThat(
                        client.get(
                                        "/v2/models/merge-time/versions/"
                                                + older.version().version()
                                                + "/ready")
                                .json()
                                .get("ready")
                                .asBoolean())
                .isTrue();
        assertThat(client.get("/v2/models/candidate/ready").status()).isEqualTo(503);
        assertThat(client.get("/v2/models/nobody/ready").status()).isEqualTo(404);
    }

    @Test
    void theRepositoryListsEveryVersion() {
        JsonNode index = client.post("/v2/repository/index", "{\"ready\": true}").json();

        assertThat(index.size()).isGreaterThanOrEqualTo(6);
        assertThat(index.get(0).propertyNames())
                .containsExactly("name", "version", "state", "reason");
        assertThat(client.post("/v2/repository/index", "").json().size())
                .isGreaterThanOrEqualTo(index.size());
    }

    @Test
    void kserveClientsPredictAndExplain() {
        JsonNode predicted =
                client.post(
                                "/v1/models/merge-time:predict",
                                "{\"instances\": [" + ROW + ", [4, true, \"go\", null]]}")
                        .json();
        JsonNode explained =
                client.post("/v1/models/merge-time:explain", "{\"instances\": [" + ROW + "]}")
                        .json();

        assertThat(predicted.get("predictions").size()).isEqualTo(2);
        assertThat(predicted.at("/predictions/0")).isEqualTo(predicted.at("/predictions/1"));
        assertThat(predicted.has("explanations")).isFalse();
        assertThat(explained.at("/explanations/0/contributions").size()).isEqualTo(4);
        assertThat(client.get("/v1/models").body()).contains("\"merge-time\"");
        assertThat(client.get("/v1/models/merge-time").body())
                .isEqualTo("{\"name\":\"merge-time\",\"ready\":true}");
        assertThat(client.get("/v1/models/nobody").status()).isEqualTo(404);
    }

    @Test
    void aVersionWhoseArtefactIsGoneOrForgedIsNotReady() {
        TinyModel forged = TinyModel.regression("forged", 5);
        promoteUnstored(forged, new byte[forged.artefact().length]);
        promoteUnstored(TinyModel.regression("gone", 6), new byte[0]);

        await().until(() -> client.get("/v2/models/gone/ready").status() == 503);
        Answer answer = client.post("/api/models/forged/score", ROW);

        await().untilAsserted(
                        () ->
                                assertThat(client.get("/v2/models/gone/ready").body())
                                        .contains("another sha-256"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("another sha-256");
        assertThat(client.post("/api/models/merge-time/score", ROW).status()).isEqualTo(200);
    }

    private void promoteUnstored(TinyModel model, byte[] served) {
        String name = model.version().name();
        TRAIN.store(model.version(), served);
        TRAIN.write(topics, names, new RegistryRecord.Registered(model.version()));
        TRAIN.moveAlias(topics, names, name, null, model.version().version());
    }

    @Test
    void theInterfaceIsDocumented() {
        JsonNode document = client.get("/v3/api-docs").json();

        assertThat(document.get("paths").propertyNames())
                .contains(
                        "/v2/models/{model}/infer",
                        "/v1/models/{model}:predict",
                        "/api/models/{name}/score",
                        "/api/actions/{name}");
        for (JsonNode path : document.get("paths")) {
            for (JsonNode operation : path) {
                assertThat(operation.path("summary").asString()).isNotBlank();
            }
        }
    }
}
