package dev.scorebus.score.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.score.fixture.BridgedMain;
import dev.scorebus.score.request.Client.Answer;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.bridge.ProgramsFolder;
import java.io.IOException;
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

    private final Client client;

    ProgramHttpTest(@LocalServerPort int port) {
        this.client = new Client(port);
    }

    @DynamicPropertySource
    static void programs(DynamicPropertyRegistry registry) {
        registry.add("scorebus.score.programs.folder", PROGRAMS::folder);
    }

    @BeforeAll
    void install() throws IOException {
        PROGRAMS.install("doubles", BridgedMain.class, "hello");
        PROGRAMS.installBroken("broken", "out of order");
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
