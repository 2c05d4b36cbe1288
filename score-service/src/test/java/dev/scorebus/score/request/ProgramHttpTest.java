package dev.scorebus.score.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.message.Topics;
import dev.scorebus.score.fixture.BridgedMain;
import dev.scorebus.score.fixture.FakeTrainService;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.score.request.Client.Answer;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestTopics;
import dev.scorebus.testkit.bridge.ProgramsFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@ScorebusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProgramHttpTest {
    private static final ProgramsFolder PROGRAMS = ProgramsFolder.fresh();
    private static final FakeTrainService TRAIN = new FakeTrainService();

    private final TestTopics topics;
    private final Topics names;
    private final Client client;

    ProgramHttpTest(TestTopics topics, Topics names, @LocalServerPort int port) {
        this.topics = topics;
        this.names = names;
        this.client = new Client(port);
    }

    @DynamicPropertySource
    static void programs(DynamicPropertyRegistry registry) {
        registry.add("scorebus.score.programs.folder", PROGRAMS::folder);
        registry.add("scorebus.score.artefacts", TRAIN::url);
        registry.add("scorebus.score.models.cache", TRAIN::cache);
    }

    @AfterAll
    static void stop() {
        TRAIN.close();
    }

    @BeforeAll
    void install() throws IOException {
        PROGRAMS.install("doubles", BridgedMain.class, "hello");
        PROGRAMS.installBroken("broken", "out of order");
        topics.create(names.models(), 1);
    }

    @Test
    void anyCommandIsAnsweredWithWhatItGives() {
        Answer answer = client.post("/api/programs/doubles/commands/sum", "[1, 2, 39]");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("result").asInt()).isEqualTo(42);
        assertThat(answer.json().at("/model/name").asString()).isEqualTo("doubles");
        assertThat(answer.json().at("/model/version").asString()).hasSize(64);
    }

    @Test
    void aMessageIsScoredAsAStreamWouldAndSeveralInTheirOrder() {
        Answer one = client.post("/api/programs/doubles/score?explain=top-1", "{\"n\": 21}");
        assertThat(one.status()).as(one.body()).isEqualTo(200);
        assertThat(one.json().at("/value/twice").asInt()).isEqualTo(42);
        assertThat(one.json().at("/explanation/contributions").propertyNames())
                .containsExactly("large");

        JsonNode many =
                client.post("/api/programs/doubles/score?explain=none", "[{\"n\": 1}, {\"n\": 2}]")
                        .json();
        assertThat(many.at("/0/value/twice").asInt()).isEqualTo(2);
        assertThat(many.at("/1/value/twice").asInt()).isEqualTo(4);
        assertThat(many.at("/1/explanation").isMissingNode()).isTrue();
    }

    @Test
    void aModelOfAProgramRemembersEachCustomerThatARequestNames() throws Exception {
        TRAIN.promote(topics, names, TinyModel.folder("wise", "doubles", Map.of("word", "taught")));
        await().atMost(Duration.ofMinutes(2))
                .until(() -> client.get("/v2/models/wise/ready").status() == 200);

        client.post("/api/models/wise/score?customer=acme", "[{\"n\": 1}, {\"n\": 2}]");
        Answer again = client.post("/api/models/wise/score?customer=acme", "{\"n\": 3}");
        Answer other = client.post("/api/models/wise/score?customer=globex", "{\"n\": 4}");

        assertThat(again.json().at("/value/word").asString()).isEqualTo("taught");
        assertThat(again.json().at("/value/seen").asInt()).isEqualTo(3);
        assertThat(other.json().at("/value/seen").asInt()).isEqualTo(1);
    }

    @Test
    void whatIsInstalledIsListedWithItsProblem() {
        JsonNode list = client.get("/api/programs").json();

        assertThat(list.findValuesAsString("name")).containsExactly("broken", "doubles");
        assertThat(list.get(1).path("owner").asString()).isEqualTo("tests");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/programs/nothing/score|{}|404|Program nothing is not installed; installed: broken, doubles",
                "/api/programs/../score|{}|404|",
                "/api/programs/broken/score|{}|503|out of order",
                "/api/programs/doubles/commands/scor|1|503|it has no command 'scor'; did you mean 'score'?; it has: score, sum",
                "/api/programs/doubles/score|[{\"n\": 1}, {\"do\": \"refuse\"}]|400|Row 1: not this",
                "/api/programs/doubles/score|{\"do\": \"fail\"}|500|not now",
                "/api/programs/doubles/score|{\"do\": \"crash\"}|500|the program ended: exit status 3",
                "/api/programs/doubles/score|[]|400|There are no messages to score",
                "/api/programs/doubles/score?explain=some|{}|400|explain is all, none or top-N",
                "/api/programs/doubles/score|{\"n\"|400|"
            })
    void whatIsWrongIsSaidAndTheNextCallIsAnswered(
            String path, String body, int status, String says) {
        Answer answer = client.post(path, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        if (says != null) {
            assertThat(answer.json().path("detail").asString()).contains(says);
        }
        assertThat(client.post("/api/programs/doubles/score", "{\"n\": 1}").status())
                .isEqualTo(200);
    }
}
